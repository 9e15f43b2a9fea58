// From when to when: the whole forest, and the part of it in which the story happens.
import { ancestorsOf } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import type { TimeWindow } from './time-scale';

/** First and last time that anything tells, a little wider so that the last bar has an end; null without any time. */
export function boundsOf(forest: Forest): TimeWindow | null {
  let from = Infinity;
  let to = -Infinity;
  const take = (time: number): void => {
    if (time < from) from = time;
    if (time > to) to = time;
  };
  for (const node of forest.shape.order) {
    take(forest.start[node] ?? NaN);
    take(forest.end[node] ?? NaN);
    if ((forest.level[node] ?? 0) > 0) for (const { time } of forest.alertFactsOf(node)) take(time);
  }
  for (const { time } of forest.edges) take(time);
  if (!Number.isFinite(from)) return null;
  const room = Math.max(1000, (to - from) * 0.03);
  return { from: from - room / 2, to: to + room };
}

/** An ancestor's alert belongs to the story from this level on: high. */
const telling = 3;

/** An axis of a day shrinks an attack to two pixels: the window of the focus, unless the whole is not much longer. */
export function storyWindow(forest: Forest, focus: number | undefined, whole: TimeWindow): TimeWindow {
  if (focus === undefined) return whole;
  const { place, subtree, order } = forest.shape;
  const at = place[focus] ?? 0;
  const told = [
    ...order.subarray(at, at + Math.min(subtree[focus] ?? 1, 2000)),
    ...ancestorsOf(forest, focus).filter((node) => (forest.level[node] ?? 0) >= telling),
  ];
  let from = Infinity;
  let to = -Infinity;
  for (const node of told) {
    const start = forest.start[node] ?? NaN;
    if (Number.isNaN(start)) continue;
    from = Math.min(from, start);
    const end = forest.end[node] ?? NaN;
    to = Math.max(to, start, Number.isNaN(end) ? start : end);
    const events = forest.eventsOf(node);
    const last = events.at(-1)?.time ?? NaN;
    if (last > to) to = last;
  }
  if (!Number.isFinite(from)) return whole;
  const span = Math.max(to - from, 2000);
  if (span * 6 > whole.to - whole.from) return whole;
  return { from: Math.max(whole.from, from - span * 0.25), to: Math.min(whole.to, to + span * 0.5) };
}
