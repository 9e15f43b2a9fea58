// Finds the clocks that claim a wrong zone: Sysmon's UtcTime is right, so the difference to the shape's own time tells the zone.
import { BoundedMap } from '../../values/bounded-map.ts';
import type { RowWriter } from '../../row-writer.ts';

/** Zones differ by quarters of an hour. */
const QUARTER_MS = 15 * 60_000;
/** Between an event and its writing to the log lie seconds; more is no question of zones. */
const TOLERANCE_MS = 2 * 60_000;
const MAX_ZONE_MS = 26 * 3_600_000;
const REMEMBERED_HOSTS = 20_000;

export class ZoneMemory {
  readonly #shifts = new BoundedMap<number>(REMEMBERED_HOSTS);

  /**
   * The shape's time of an event in UTC. An event that has both times teaches the shift of its host; one that has only the
   * doubtful time is moved by the shift learned so far, and says so in ext (`time_shift`, seconds taken away).
   */
  correct(computer: string, time: number, utcTime: number, writer: RowWriter): number {
    if (utcTime === utcTime) {
      const difference = time - utcTime;
      const shift = Math.round(difference / QUARTER_MS) * QUARTER_MS;
      if (Math.abs(difference - shift) <= TOLERANCE_MS && Math.abs(shift) <= MAX_ZONE_MS) {
        if (this.#shifts.get(computer) !== shift) this.#shifts.set(computer, shift);
        return time - shift;
      }
      return time;
    }
    const shift = this.#shifts.get(computer);
    if (shift === undefined || shift === 0) return time;
    writer.ext.push('time_shift', String(shift / 1000));
    return time - shift;
  }
}
