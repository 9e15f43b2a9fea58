// Linux audit: one event of the kernel, whose records (SYSCALL, EXECVE, CWD, PATH, …) become one row under the names of auditd.
import type { FlatEvent, FlatSource } from '../../flat/flat-source.ts';
import { firstOf } from '../../flat/read-path.ts';
import { unixAccount } from '../../values/unix-account.ts';
import { auditedFile, auditKind } from './audit-kind.ts';
import type { Peer } from './audit-peer.ts';
import { auditedPeer } from './audit-peer.ts';
import { isAuditbeat, readAuditbeat } from './read-auditbeat.ts';
import { isLaurel, readLaurel } from './read-laurel.ts';
import { isRecord, readRecord } from './read-record.ts';

/** What all forms of an audit event give. */
export interface AuditEvent {
  readonly time: number;
  readonly computer: string;
  /** Types of the records. */
  readonly types: readonly string[];
  /** Fields by auditd's names; the values of several records one a line. */
  readonly fields: Readonly<Record<string, string | undefined>>;
  /** Arguments of EXECVE, or the title of the process. */
  readonly argv: readonly string[];
  /** The other end of a connection. */
  readonly peer?: Peer | undefined;
}

export const auditd: FlatSource = {
  shape: 'auditd',
  source: 'linux',
  fields: 'derived',
  matches: (event) => isLaurel(event) || isAuditbeat(event) || isRecord(event),
  read: (event) =>
    toFlat(isLaurel(event) ? readLaurel(event) : isAuditbeat(event) ? readAuditbeat(event) : readRecord(event)),
};

function toFlat({ time, computer, types, fields, argv, peer = auditedPeer(fields) }: AuditEvent): FlatEvent {
  const [category, action] = auditKind(types, fields);
  const address = fields['addr'];
  return {
    product: 'linux',
    service: 'auditd',
    category,
    action,
    time,
    computer,
    columns: {
      ProcessId: fields['pid'],
      ParentProcessId: fields['ppid'],
      Image: fields['exe'],
      ParentImage: fields['parent_exe'],
      CurrentDirectory: fields['cwd'],
      CommandLine: argv.join(' '),
      User: firstOf(fields['acct'] ?? '', fields['UID'] ?? '', unixAccount(fields['uid'] ?? '')),
      SourceIp: address === '?' ? '' : address,
      ...(category === 'file' ? { TargetFilename: auditedFile(fields) } : {}),
      ...(category === 'network' && peer !== undefined ? ends(action, peer) : {}),
    },
    derived: {
      ...(argv.length > 0 ? withArguments(fields, argv) : fields),
      type: types.join('\n'),
    },
  };
}

/** The columns of a connection: a program connects to its peer, or its peer to it; what is bound is the program's own end. */
function ends(action: string, { ip, port }: Peer): FlatEvent['columns'] {
  if (action === 'connect') return { DestinationIp: ip, DestinationPort: port, Initiated: 'true' };
  return { SourceIp: ip, SourcePort: port, ...(action === 'accept' ? { Initiated: 'false' } : {}) };
}

/** The arguments of the program take the place of those of the system call, which are addresses. */
function withArguments(fields: AuditEvent['fields'], argv: readonly string[]): AuditEvent['fields'] {
  const others = Object.entries(fields).filter(([name]) => !/^a\d+$/.test(name));
  return Object.fromEntries([...others, ...argv.map((argument, index) => [`a${index}`, argument] as const)]);
}
