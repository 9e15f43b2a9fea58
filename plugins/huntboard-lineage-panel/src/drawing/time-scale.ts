// Time to pixels, and the round times at which an axis is labelled.
import { dateTimeFormat } from '@grafana/data';

export interface TimeWindow {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

export interface TimeScale extends TimeWindow {
  /** Pixels. */
  readonly left: number;
  readonly width: number;
}

export const toX = ({ from, to, left, width }: TimeScale, time: number): number =>
  left + ((time - from) / (to - from)) * width;

export const toTime = ({ from, to, left, width }: TimeScale, x: number): number =>
  from + ((x - left) / width) * (to - from);

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28].map((n) => n * day),
];

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** Labelled ticks, at least `gap` px apart, none so near the right end that its label would be cut. */
export function ticksOf(scale: TimeScale, timeZone: string, gap = 86): readonly Tick[] {
  const span = scale.to - scale.from;
  if (!(span > 0) || scale.width < gap) return [];
  const least = (span / scale.width) * gap;
  const step = steps.find((one) => one >= least) ?? Math.ceil(least / day) * day;
  const format =
    step < second
      ? 'HH:mm:ss.SSS'
      : step < minute
        ? 'HH:mm:ss'
        : step < day && span < 2 * day
          ? 'HH:mm'
          : 'MM-DD HH:mm';
  const ticks: Tick[] = [];
  for (let time = Math.ceil(scale.from / step) * step; time <= scale.to; time += step) {
    const x = toX(scale, time);
    if (x > scale.left + scale.width - gap * 0.7) break;
    ticks.push({ x, label: dateTimeFormat(time, { timeZone, format }) });
  }
  return ticks;
}
