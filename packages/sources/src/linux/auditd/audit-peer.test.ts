// Addresses of socket calls, in the words of the kernel and of shippers.
import { auditedPeer, decodeSaddr } from './audit-peer.ts';

test.each([
  ['02001F90C63364070000000000000000', { ip: '198.51.100.7', port: 8080 }],
  ['0200005000000000', { ip: '0.0.0.0', port: 80 }],
  ['0A0001BB0000000020010DB800000000000000000000000100000000', { ip: '2001:db8::1', port: 443 }],
  ['0a0001bb0000000000000000000000000000ffffc633640700000000', { ip: '198.51.100.7', port: 443 }],
])('%s is %j', (saddr, peer) => expect(decodeSaddr(saddr)).toEqual(peer));

test.each(['', '0200', '01002F72756E2F646275732F73797374656D00', '0A0001BB00000000', 'inet host:198.51.100.7', '02001F90C633640g'])('%j is no address of the internet', (saddr) => expect(decodeSaddr(saddr)).toBeUndefined()); // prettier-ignore

test("Laurel's own reading goes before the kernel's text; what cannot be read is no peer", () => {
  expect(auditedPeer({ SADDR: '{"fam":"inet","addr":"198.51.100.8","port":81}', saddr: '02001F90C6336407' })).toEqual({ ip: '198.51.100.8', port: 81 }); // prettier-ignore
  expect(auditedPeer({ SADDR: 'unix', saddr: '02001F90C6336407' })).toEqual({ ip: '198.51.100.7', port: 8080 });
  expect(auditedPeer({ SADDR: '{"fam":"local","path":"/run/x"}' })).toBeUndefined();
  expect(auditedPeer({})).toBeUndefined();
});
