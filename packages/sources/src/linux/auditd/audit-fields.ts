// Fields of audit records in any encoding → text under auditd's names.
import { isObject } from '../../values/json.ts';
import type { JsonObject } from '../../values/json.ts';

/** Fields of all records of one event; the values of several records of one type stand one a line. */
export class AuditFields {
  readonly fields: Record<string, string> = Object.create(null) as Record<string, string>;
  readonly #owner = new Map<string, string>();

  /** Writes a field of a record; a field that another type of record gave before keeps that value. */
  put(type: string, name: string, value: unknown): void {
    const text = textOf(value);
    if (text === undefined) return;
    const owner = this.#owner.get(name);
    if (owner === undefined) {
      this.#owner.set(name, type);
      this.fields[name] = isArgument(name) ? text.replace(/^0x/, '') : text;
    } else if (owner === type) this.fields[name] += `\n${text}`;
  }

  /** Writes all fields of a record; what stands as text in `msg` is taken apart. */
  putRecord(type: string, record: JsonObject): void {
    for (const name in record) {
      const value = record[name];
      if (name === 'msg' && typeof value === 'string' && value.includes('=')) {
        for (const [field, text] of parsePairs(value)) this.put(type, field, text);
      } else this.put(type, name, value);
    }
    if (type === 'SYSCALL' && this.fields['SYSCALL'] === undefined) {
      const name = syscallName(this.fields['syscall'] ?? '');
      if (name !== undefined) this.put(type, 'SYSCALL', name);
    }
  }
}

/** Arguments of a system call are hexadecimal; auditd writes them without a prefix. */
const isArgument = (name: string): boolean => /^a[0-3]$/.test(name);

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => textOf(item) ?? '').join('\n');
  return isObject(value) ? JSON.stringify(value) : undefined;
}

/** Names and values of `name=value name="value with blanks"`, hexadecimal values of text fields decoded as auditd encodes them. */
export function parsePairs(text: string): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const match of text.matchAll(/([A-Za-z][\w-]*)=("([^"]*)"|'([^']*)'|[^\s'"]*)/g)) {
    const [, name = '', whole = '', double, single] = match;
    if (single !== undefined) pairs.push(...parsePairs(single));
    else pairs.push([name, double ?? (isEncoded(name, whole) ? Buffer.from(whole, 'hex').toString('utf8') : whole)]);
  }
  return pairs;
}

/** auditd writes a text with blanks or control characters in hexadecimal and without quotes. */
function isEncoded(name: string, value: string): boolean {
  return (
    /^(a\d+|name|exe|comm|cwd|proctitle|acct|cmd)$/.test(name) &&
    /^([0-9A-F]{2}){2,}$/.test(value) &&
    !/^\d+$/.test(value)
  );
}

/** Names of the system calls that rules look for, x86_64 (asm/unistd_64.h). */
const SYSCALLS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    2: 'open',
    41: 'socket',
    42: 'connect',
    43: 'accept',
    49: 'bind',
    59: 'execve',
    85: 'creat',
    87: 'unlink',
    99: 'sysinfo',
    101: 'ptrace',
    103: 'syslog',
    133: 'mknod',
    135: 'personality',
    175: 'init_module',
    176: 'delete_module',
    231: 'exit_group',
    257: 'openat',
    259: 'mknodat',
    263: 'unlinkat',
    288: 'accept4',
    313: 'finit_module',
    319: 'memfd_create',
    322: 'execveat',
  }),
);

/** The name of a system call that was sent by its name or its number; undefined when it is not known. */
export function syscallName(syscall: string): string | undefined {
  return SYSCALLS.get(syscall) ?? (/^[a-z]\w*$/.test(syscall) ? syscall : undefined);
}

/** Epoch ms of an audit stamp, `1364481363.243:24287`, alone or inside `audit(…)`; NaN when there is none. */
export function stampTime(text: string): number {
  const match = /(\d{9,10})(?:\.(\d{1,3}))?:\d+/.exec(text);
  return match === null ? NaN : Number(match[1]) * 1000 + Number((match[2] ?? '0').padEnd(3, '0'));
}
