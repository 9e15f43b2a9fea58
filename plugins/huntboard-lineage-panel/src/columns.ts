// Which columns fit, and how wide they are: the tree comes first, then those that the viewer chose, the most telling first.

export const columnNames = [
  'alerts',
  'why',
  'user',
  'start',
  'lifetime',
  'pid',
  'activity',
  'integrity',
  'duration',
  'host',
  'commandLine',
] as const;
export type ColumnName = (typeof columnNames)[number];

interface ColumnSpec {
  readonly label: string;
  /** Least width, px. */
  readonly width: number;
  /** Share of the room that is left; 0 for columns that need no more than their width. */
  readonly share: number;
  /** Columns with the highest number go first when there is no room. */
  readonly rank: number;
}

export const columnSpecs: Readonly<Record<ColumnName, ColumnSpec>> = {
  alerts: { label: 'Alerts', width: 92, share: 0, rank: 0 },
  start: { label: 'Started', width: 104, share: 0, rank: 1 },
  lifetime: { label: 'Lifetime', width: 150, share: 2.2, rank: 2 },
  user: { label: 'User', width: 116, share: 0.4, rank: 3 },
  why: { label: 'Why', width: 150, share: 1, rank: 4 },
  pid: { label: 'PID', width: 56, share: 0, rank: 5 },
  activity: { label: 'Activity', width: 96, share: 0, rank: 6 },
  integrity: { label: 'Integrity', width: 72, share: 0, rank: 7 },
  duration: { label: 'Lasted', width: 84, share: 0, rank: 8 },
  host: { label: 'Host', width: 96, share: 0.2, rank: 9 },
  commandLine: { label: 'Command line', width: 190, share: 2.6, rank: 10 },
};

/** Columns that a reader of an unknown tree wants. */
export const defaultColumns: readonly ColumnName[] = ['alerts', 'why', 'user', 'start', 'lifetime'];

export interface Layout {
  readonly template: string;
  readonly columns: readonly ColumnName[];
  /** The command line follows the name instead of having a column. */
  readonly inlineCommandLine: boolean;
  readonly singleBadge: boolean;
  /** Pixels a level; levels beyond `maxIndent` stand no further to the right. */
  readonly indent: number;
  readonly maxIndent: number;
  /** Where the lifetimes lie, px from the left; null without that column. */
  readonly lifetime: { readonly left: number; readonly width: number } | null;
}

export const columnGap = 8;
/** Border at the left of a row, its padding at the right, and the scrollbar. */
const rowEdge = 3;
const rowEnd = 8;

/** The layout for a tree of this width (px). */
export function layoutFor(width: number, chosen: readonly ColumnName[], inline: boolean, scrollbar = 8): Layout {
  const narrow = width < 440;
  const least = narrow ? 200 : Math.min(300, 130 + width * 0.17);
  const room = width - rowEdge - rowEnd - scrollbar;
  const kept: ColumnName[] = [];
  let used = least;
  for (const name of [...chosen].sort((a, b) => columnSpecs[a].rank - columnSpecs[b].rank)) {
    const needed = (narrow && name === 'alerts' ? 44 : columnSpecs[name].width) + columnGap;
    if (used + needed > room) continue;
    kept.push(name);
    used += needed;
  }
  const columns = chosen.filter((name) => kept.includes(name));
  const shares = columns.reduce((sum, name) => sum + columnSpecs[name].share, 2.4);
  const rest = Math.max(0, room - used);
  const widthOf = (name: ColumnName): number =>
    Math.floor(
      (narrow && name === 'alerts' ? 44 : columnSpecs[name].width) + (rest * columnSpecs[name].share) / shares,
    );
  const process = Math.floor(least + (rest * 2.4) / shares);
  let left = rowEdge + process + columnGap;
  let lifetime: Layout['lifetime'] = null;
  for (const name of columns) {
    if (name === 'lifetime') lifetime = { left, width: widthOf(name) };
    left += widthOf(name) + columnGap;
  }
  const indent = narrow ? 10 : 16;
  return {
    template: [process, ...columns.map(widthOf)].map((px) => `${px}px`).join(' '),
    columns,
    inlineCommandLine: inline && !columns.includes('commandLine'),
    singleBadge: narrow,
    indent,
    maxIndent: Math.max(4, Math.floor((process * 0.55) / indent)),
    lifetime,
  };
}
