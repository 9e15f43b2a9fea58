// Finds the clocks that claim a wrong zone: Sysmon's UtcTime is right, so the difference to the shape's own time tells the zone.
import { BoundedMap } from '../../values/bounded-map.ts';
import type { RowWriter } from '../../row-writer.ts';

/** Zones differ by quarters of an hour. */
const QUARTER_MS = 15 * 60_000;
/** Between an event and its writing to the log lie seconds; more is no question of zones. */
const TOLERANCE_MS = 2 * 60_000;
const MAX_ZONE_MS = 26 * 3_600_000;
const REMEMBERED_HOSTS = 20_000;
const MAX_SEARCHED = 64;

/** Both clocks of an event of this host that comes later in the same delivery. */
export type LookAhead = (computer: string) => { readonly time: number; readonly utc: number } | undefined;

export class ZoneMemory {
  readonly #shifts = new BoundedMap<number>(REMEMBERED_HOSTS);
  readonly #searched = new Set<string>();
  #lookAhead: LookAhead = () => undefined;

  /** Begins a delivery: hosts of which nothing is known are searched for in it, once each. */
  begin(lookAhead: LookAhead): void {
    this.#lookAhead = lookAhead;
    this.#searched.clear();
  }

  /**
   * The shape's time of an event in UTC. An event that has both times teaches the shift of its host; one that has only the
   * doubtful time is moved by the shift of its host, and says so in ext (`time_shift`, seconds taken away).
   */
  correct(computer: string, time: number, utc: number, writer: RowWriter): number {
    if (utc === utc) return time - (this.#learn(computer, time, utc) ?? 0);
    const shift = this.#shifts.get(computer) ?? this.#search(computer);
    if (shift === undefined || shift === 0) return time;
    writer.ext.push('time_shift', String(shift / 1000));
    return time - shift;
  }

  #learn(computer: string, time: number, utc: number): number | undefined {
    const difference = time - utc;
    const shift = Math.round(difference / QUARTER_MS) * QUARTER_MS;
    if (!(Math.abs(difference - shift) <= TOLERANCE_MS && Math.abs(shift) <= MAX_ZONE_MS)) return undefined;
    if (this.#shifts.get(computer) !== shift) this.#shifts.set(computer, shift);
    return shift;
  }

  #search(computer: string): number | undefined {
    if (this.#searched.has(computer) || this.#searched.size >= MAX_SEARCHED) return undefined;
    this.#searched.add(computer);
    const pair = this.#lookAhead(computer);
    return pair === undefined ? undefined : this.#learn(computer, pair.time, pair.utc);
  }
}
