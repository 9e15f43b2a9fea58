// Who may talk to the preview, and from where it may be reached.
import { isLoopbackAddress, isLoopbackHost } from './host-guard';

describe('host guard', () => {
  test.each(['127.0.0.1:3030', 'localhost', 'LOCALHOST:3030', '[::1]:3030'])(
    'answers on the loopback name %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  test.each(['evil.example', '127.0.0.1.evil.example:3030', 'localhost.evil.example', '', undefined])(
    'does not answer on the foreign name %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.10', false],
  ])('listening on %s is allowed: %s', (address, allowed) => {
    expect(isLoopbackAddress(address)).toBe(allowed);
  });
});
