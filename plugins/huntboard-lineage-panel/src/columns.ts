// Which columns fit, and how wide they are: the tree comes first, then alerts, then when, who and what exactly.

export interface Layout {
  readonly template: string;
  readonly pid: boolean;
  readonly user: boolean;
  readonly time: boolean;
  readonly commandLine: boolean;
  /** The command line follows the name instead of having a column. */
  readonly inlineCommandLine: boolean;
  readonly singleBadge: boolean;
  /** Pixels a level; levels beyond `maxIndent` stand no further to the right. */
  readonly indent: number;
  readonly maxIndent: number;
}

/** The layout for a panel of this width (px). */
export function layoutFor(width: number, showCommandLine: boolean): Layout {
  const wide = width >= 900;
  const middle = width >= 620;
  const narrow = width < 440;
  const commandLine = showCommandLine && wide;
  const columns = [
    'minmax(0, 3fr)',
    ...(wide ? ['64px'] : []),
    narrow ? '68px' : '112px',
    ...(middle ? ['minmax(0, 1.1fr)'] : []),
    ...(middle ? ['116px'] : []),
    ...(commandLine ? ['minmax(0, 3.4fr)'] : []),
  ];
  return {
    template: columns.join(' '),
    pid: wide,
    user: middle,
    time: middle,
    commandLine,
    inlineCommandLine: showCommandLine && !wide,
    singleBadge: narrow,
    indent: narrow ? 10 : 16,
    maxIndent: Math.max(4, Math.floor((width * (wide ? 0.22 : 0.3)) / (narrow ? 10 : 16))),
  };
}
