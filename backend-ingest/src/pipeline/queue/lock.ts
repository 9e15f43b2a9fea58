// One queue directory, one process: a lock file that a crashed owner cannot hold on to.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Owner {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot: a re-used pid has another. Empty where /proc is missing. */
  readonly started: string;
}

function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name may hold blanks and brackets: count the fields behind its last bracket (proc(5): field 22).
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return startTime(owner.pid) === owner.started && owner.started !== '';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startTime(owner.pid) === owner.started;
}

/** Thrown when another live process holds the directory. */
export class QueueLockedError extends Error {
  override readonly name = 'QueueLockedError';
  readonly pid: number;
  constructor(directory: string, pid: number) {
    super(`the queue in ${directory} is used by process ${pid}`);
    this.pid = pid;
  }
}

/** Takes the lock of `directory` and returns the function that gives it back. Throws QueueLockedError. */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'lock.json');
  const text = JSON.stringify({ pid: process.pid, started: startTime(process.pid) } satisfies Owner);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
    }
    let owner: Owner | undefined;
    try {
      owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
    } catch {
      // Written half by a process that died at it: nobody's.
    }
    if (owner !== undefined && isAlive(owner)) throw new QueueLockedError(directory, owner.pid);
    rmSync(path, { force: true });
  }
}
