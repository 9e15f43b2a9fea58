// What a decoder remembers of running processes, so that sensors which name a process only by its id can be linked.
import { BoundedMap } from '../values/bounded-map.ts';

export interface KnownProcess {
  readonly guid: string;
  readonly kind: 'native' | 'synth' | 'weak';
  readonly parentGuid: string;
  readonly image: string;
  /** Epoch ms. */
  readonly start: number;
  /** Epoch ms; Infinity while it runs. */
  end: number;
}

/** A process, and the one that had its id before: sensors deliver tables one after the other, each some time late. */
interface Remembered extends KnownProcess {
  before: KnownProcess | undefined;
}

/** Events of one process may be written a little after its end, and two sensors stamp one start differently. */
const SLACK_MS = 5000;
const REMEMBERED = 100_000;

export class ProcessMemory {
  readonly #known = new BoundedMap<Remembered>(REMEMBERED);

  started(host: string, pid: number, process: Omit<KnownProcess, 'end'>): void {
    const id = key(host, pid);
    const last = this.#known.get(id);
    let before: KnownProcess | undefined = last;
    if (last !== undefined) {
      // A second sensor that tells of the same start takes the place of the first.
      if (last.kind !== process.kind && Math.abs(last.start - process.start) <= SLACK_MS) before = last.before;
      last.before = undefined;
    }
    this.#known.set(id, { ...process, end: Infinity, before });
  }

  ended(host: string, pid: number, end: number): void {
    const last = this.#known.get(key(host, pid));
    if (last === undefined) return;
    const process = end < last.start && last.before?.end === Infinity ? last.before : last;
    if (process.end === Infinity && end >= process.start - SLACK_MS) process.end = end;
  }

  /** The process that had this id on this host at this time, if its start went by here. */
  find(host: string, pid: number, time: number): KnownProcess | undefined {
    const last = this.#known.get(key(host, pid));
    if (last === undefined) return undefined;
    if (time < last.start && last.before !== undefined && wasThere(last.before, time)) return last.before;
    return wasThere(last, time) ? last : undefined;
  }

  /** The last two processes with this id, the last one first. */
  lastOf(host: string, pid: number): readonly KnownProcess[] {
    const last = this.#known.get(key(host, pid));
    if (last === undefined) return [];
    return last.before === undefined ? [last] : [last, last.before];
  }

  /** The process with this id whose start another sensor reported at (nearly) this time. */
  findStartedAt(host: string, pid: number, start: number): KnownProcess | undefined {
    const process = this.#known.get(key(host, pid));
    return process !== undefined && Math.abs(process.start - start) <= SLACK_MS ? process : undefined;
  }
}

const wasThere = ({ start, end }: KnownProcess, time: number): boolean =>
  time >= start - SLACK_MS && time <= end + SLACK_MS;

function key(host: string, pid: number): string {
  return `${pid} ${host}`;
}
