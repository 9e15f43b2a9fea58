// Round tick values for the axes that the preview draws itself.

/** Ticks from `min` to `max` at a step of 1, 2 or 5 times a power of ten, at most about `count` of them. */
export function axisTicks(min: number, max: number, count: number): number[] {
  const span = max - min;
  if (!(span > 0) || !Number.isFinite(span)) {
    return [min];
  }
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_value, index) => (first + index) * step);
}

const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  1e3,
  5e3,
  15e3,
  30e3,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  30 * DAY,
];

/** Round times between two epochs (ms), at most about `count`; `offset` is the zone's distance from UTC in ms. */
export function timeTicks(from: number, to: number, count: number, offset: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const step = TIME_STEPS.find((candidate) => candidate >= rough) ?? rough;
  const first = Math.ceil((from + offset) / step);
  const last = Math.floor((to + offset) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_value, index) => (first + index) * step - offset);
}
