// The colours and faces of everything that is drawn on a canvas or into an SVG, from Grafana's theme.
import type { GrafanaTheme2 } from '@grafana/data';
import type { EdgeKind } from '@huntboard/lineage';
import { levelColor, levelInk } from '../level-colors';

export interface Palette {
  readonly dark: boolean;
  readonly ground: string;
  /** Ground of a box, and of one that only stands for others. */
  readonly box: string;
  readonly faint: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly text: string;
  readonly quiet: string;
  readonly selected: string;
  readonly selectedEdge: string;
  readonly match: string;
  readonly warning: string;
  /** Lifetime of a process; of one that ran as SYSTEM or root. */
  readonly bar: string;
  readonly barStrong: string;
  /** By rank, 0 transparent. */
  readonly level: readonly string[];
  readonly ink: string;
  /** Edges: hue and dash tell the kinds apart, the words beside them tell all. */
  readonly edge: Readonly<Record<EdgeKind, string>>;
  readonly face: string;
  readonly mono: string;
}

/** Okabe and Ito's hues, which all kinds of colour vision tell apart, for edges. */
function edgeColors(dark: boolean): Palette['edge'] {
  const [red, sky, purple, green, grey] = dark
    ? ['#ff7c6e', '#6ec6f5', '#e39ac8', '#3ec29a', '#9fa7b3']
    : ['#b8391a', '#0a6aa1', '#a14d80', '#00694c', '#5b6470'];
  return {
    inject: red,
    tamper: red,
    access: purple,
    logon: sky,
    network: sky,
    service: green,
    wmi: green,
    pipe: grey,
    other: grey,
  };
}

export function paletteOf(theme: GrafanaTheme2): Palette {
  const dark = theme.isDark;
  return {
    dark,
    ground: theme.colors.background.primary,
    box: theme.colors.background.secondary,
    faint: dark ? '#1d2027' : '#f7f8f9',
    border: dark ? '#4a4f5c' : '#b6bcc6',
    borderStrong: dark ? '#7b8291' : '#7b8291',
    text: dark ? '#d5d6e0' : '#24292e',
    quiet: dark ? '#a0a3b0' : '#5a6069',
    selected: dark ? '#1f3a5f' : '#dbe8fb',
    selectedEdge: dark ? '#6e9fff' : '#1f60c4',
    match: dark ? '#ffee70' : '#8f6a00',
    warning: theme.colors.warning.text,
    bar: dark ? '#5d6b8c' : '#8c9cbd',
    barStrong: dark ? '#83799f' : '#a294bd',
    level: ([0, 1, 2, 3, 4] as const).map((rank) => levelColor(theme, rank)),
    ink: levelInk(theme),
    edge: edgeColors(dark),
    face: theme.typography.fontFamily,
    mono: theme.typography.fontFamilyMonospace,
  };
}
