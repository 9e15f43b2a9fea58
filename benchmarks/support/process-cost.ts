// What a running process has used, as the kernel tells (proc(5)). Throws when it is gone.
import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc: fixed at 100 by the kernel's interface. */
const TICKS = 100;

/** User and system CPU seconds of a process and its threads: fields 14 and 15 of its stat, counted behind the name, which may hold blanks. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function statusMb(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kilobytes) / 1024;
}

/** Memory now. */
export const residentMb = (pid: number): number => statusMb(pid, 'VmRSS');

/** The most memory ever. */
export const peakMb = (pid: number): number => statusMb(pid, 'VmHWM');
