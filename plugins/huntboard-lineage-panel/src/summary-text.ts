// What the panel says of the whole, in words: how much there is, and what is missing.
import type { Forest } from '@huntboard/lineage';

const countOf = (count: number, one: string, many: string): string =>
  count === 0 ? '' : `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** “37 of 148 processes · 2 hosts · 5 alerts”; `meant` is how many the filters leave, null without filters. */
export function summaryOf(forest: Forest, meant: number | null): string {
  const { processes, ghosts, hosts, alerts } = forest.counts;
  return [
    meant === null
      ? countOf(processes, 'process', 'processes')
      : `${meant.toLocaleString('en')} of ${countOf(processes, 'process', 'processes')}`,
    hosts > 1 ? `${hosts} hosts` : '',
    countOf(alerts, 'alert', 'alerts'),
    ghosts > 0 ? `${ghosts.toLocaleString('en')} without start event` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The line about alerts that no process of the result has; '' where there are none. */
export function strayNotice(forest: Forest): string {
  return countOf(
    forest.counts.strayAlerts,
    'alert belongs to a process that is not in this result.',
    'alerts belong to processes that are not in this result.',
  );
}
