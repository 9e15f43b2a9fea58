// What a decoder remembers of running processes, so that sensors which name a process only by its id can be linked.
import { BoundedMap } from '../values/bounded-map.ts';

export interface KnownProcess {
  readonly guid: string;
  readonly kind: 'native' | 'synth' | 'weak';
  readonly parentGuid: string;
  /** Epoch ms. */
  readonly start: number;
  /** Epoch ms; Infinity while it runs. */
  end: number;
}

/** Events of one process may be written a little after its end, and two sensors stamp one start differently. */
const SLACK_MS = 5000;
const REMEMBERED = 100_000;

export class ProcessMemory {
  readonly #known = new BoundedMap<KnownProcess>(REMEMBERED);

  started(host: string, pid: number, process: Omit<KnownProcess, 'end'>): void {
    this.#known.set(key(host, pid), { ...process, end: Infinity });
  }

  ended(host: string, pid: number, end: number): void {
    const process = this.#known.get(key(host, pid));
    if (process !== undefined && process.end === Infinity && end >= process.start - SLACK_MS) process.end = end;
  }

  /** The process that had this id on this host at this time, if its start went by here. */
  find(host: string, pid: number, time: number): KnownProcess | undefined {
    const process = this.#known.get(key(host, pid));
    if (process === undefined) return undefined;
    return time >= process.start - SLACK_MS && time <= process.end + SLACK_MS ? process : undefined;
  }

  /** The process with this id whose start another sensor reported at (nearly) this time. */
  findStartedAt(host: string, pid: number, start: number): KnownProcess | undefined {
    const process = this.#known.get(key(host, pid));
    return process !== undefined && Math.abs(process.start - start) <= SLACK_MS ? process : undefined;
  }
}

function key(host: string, pid: number): string {
  return `${pid} ${host}`;
}
