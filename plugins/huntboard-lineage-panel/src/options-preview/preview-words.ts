// What the preview shows, in words: for those who do not see it, and for what cannot be drawn.
import { columnSpecs } from '../columns';
import type { LineageOptions } from '../options';

const list = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');

/** The picture in a sentence: “Tree, compact rows, siblings by start time, …”. */
export function pictureInWords(options: LineageOptions): string {
  const views = { tree: 'Tree', graph: 'Graph', timeline: 'Timeline' } as const;
  const orders = { start: 'start time', level: 'alert level', score: 'what stands out', name: 'name' } as const;
  const columns = options.columns.map((name) => columnSpecs[name].label).join(', ');
  const parts = [
    views[options.view],
    `${options.density} rows`,
    `siblings by ${orders[options.sortBy]}`,
    `about ${options.initialRows.toLocaleString('en')} rows open`,
    options.rollUp ? 'equal siblings rolled up' : 'every sibling by itself',
    options.groupByHost ? 'grouped by host' : '',
    options.showTime ? 'with the time strip' : '',
    options.detail === 'always' ? 'with the detail of a process' : '',
  ];
  const inTree =
    options.view !== 'tree' ? '' : ` ${columns === '' ? 'No columns beside the process.' : `Columns: ${columns}.`}`;
  return `${list(parts)}.${inTree}`;
}

/** What a selection does, and where the menu of a process leads to; '' where it does and leads nowhere. */
export function effectsInWords({ variable, setVariable, huntDashboard, triageDashboard }: LineageOptions): string {
  const places = [
    huntDashboard === '' ? [] : [`hunts in ${huntDashboard}`],
    triageDashboard === '' ? [] : [`alerts in ${triageDashboard}`],
  ].flat();
  const sentences = [
    setVariable && variable !== '' ? [`Selecting a process sets \${${variable}}.`] : [],
    places.length === 0 ? [] : [`The menu of a process leads to ${places.join(' and ')}.`],
  ].flat();
  return sentences.join(' ');
}
