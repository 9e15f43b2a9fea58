// What a table's column looks like and where a click on it leads.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { DashboardLink, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { inText } from './colors.ts';

export interface Pivot {
  readonly title: string;
  readonly url: string;
}

const field = (name: string): string => `\${__data.fields.${name}:percentencode}`;

/** A link that keeps the time range and sets variables of `dashboard` from fields of the clicked row. */
export function pivot(title: string, dashboard: string, variables: Readonly<Record<string, string>>): Pivot {
  const parameters = Object.entries(variables).map(([variable, column]) => `var-${variable}=${field(column)}`);
  return { title, url: `/d/${dashboard}?${[...parameters, '${__url_time_range}'].join('&')}` };
}

/** Where one can go from a row that has `host` and `proc_guid`. */
export const toLineage = pivot('Process lineage', 'hb-lineage', { host: 'host', proc_guid: 'proc_guid' });
export const toHostHunt = pivot('Hunt on this host', 'hb-hunt', { host: 'host' });
export const toHostLineage = pivot('Process tree of this host', 'hb-lineage', { host: 'host' });
export const toUserHunt = pivot('Hunt for this user', 'hb-hunt', { user: 'user' });
export const toProcessHunt = pivot('Events of this process', 'hb-hunt', { proc_guid: 'proc_guid' });
export const toHost = pivot('Everything about this host', 'hb-host', { host: 'host' });
export const toUser = pivot('Everything about this user', 'hb-user', { user: 'user' });
/** The alert in the queue; needs a column `alert_id`. */
export const toAlert: Pivot = {
  title: 'Work on this alert',
  url: `/d/hb-triage?var-alert=${field('alert_id')}&var-state=all&\${__url_time_range}`,
};
/** Everything whose text contains the clicked value: an image, a hash, a name, an address. */
export const toTextHunt = (column: string, title: string): Pivot => pivot(title, 'hb-hunt', { text: column });

export interface ColumnLook {
  readonly width?: number;
  /** Takes what is left, but not less than this. */
  readonly minWidth?: number;
  /** Header; the column's own name when absent. */
  readonly label?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly links?: readonly Pivot[];
  /** Long text goes on in the next line. */
  readonly wrap?: true;
  /** In the result for links, but not drawn. */
  readonly hidden?: true;
  /** Value → colour of its text. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Value → colour of the cell's ground; Grafana chooses a text that stands out. */
  readonly grounds?: Readonly<Record<string, string>>;
}

/** Colours of alert levels in charts, the same on every dashboard and in our panels. */
export const LEVEL_COLORS: Readonly<Record<string, string>> = {
  critical: 'red',
  high: 'orange',
  medium: 'yellow',
  low: 'blue',
  informational: 'gray',
};

/** The same as grounds of a cell: as text they would not stand out from white, and these tones let Grafana's text stand out. */
const LEVEL_GROUNDS: Readonly<Record<string, string>> = {
  critical: 'dark-red',
  high: 'super-light-orange',
  medium: 'yellow',
  low: 'dark-blue',
  informational: '#5c6470',
};

function cellOf({ colors, grounds }: ColumnLook): Readonly<Record<string, unknown>> {
  if (grounds !== undefined) return { type: 'color-background', mode: 'basic' };
  return { type: colors === undefined ? 'auto' : 'color-text' };
}

function properties(look: ColumnLook): DynamicConfigValue[] {
  const list: DynamicConfigValue[] = [];
  if (look.label !== undefined) list.push({ id: 'displayName', value: look.label });
  if (look.width !== undefined) list.push({ id: 'custom.width', value: look.width });
  if (look.minWidth !== undefined) list.push({ id: 'custom.minWidth', value: look.minWidth });
  if (look.unit !== undefined) list.push({ id: 'unit', value: look.unit });
  if (look.decimals !== undefined) list.push({ id: 'decimals', value: look.decimals });
  if (look.links !== undefined)
    list.push({ id: 'links', value: look.links.map((link) => ({ ...link, targetBlank: false })) });
  if (look.hidden) {
    // The first is read by Grafana 12.0, the second by later ones.
    list.push({ id: 'custom.hidden', value: true });
    list.push({ id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: false } });
  }
  const colors = look.colors ?? look.grounds;
  if (colors !== undefined) {
    const shown = look.grounds === undefined ? inText : (color: string) => color;
    const options = Object.fromEntries(
      Object.entries(colors).map(([value, color], index) => [value, { color: shown(color), index }]),
    );
    list.push({ id: 'mappings', value: [{ type: 'value', options }] });
  }
  if (look.wrap) list.push({ id: 'custom.wrapText', value: true });
  // Grafana 12.0 reads the wrap here, later ones above.
  if (colors !== undefined || look.wrap)
    list.push({ id: 'custom.cellOptions', value: { ...cellOf(look), ...(look.wrap ? { wrapText: true } : {}) } });
  return list;
}

/** Gives columns of a table their look, by name of the column. */
export function withColumns(panel: Table, looks: Readonly<Record<string, ColumnLook>>): Table {
  for (const [name, look] of Object.entries(looks)) panel.overrideByName(name, properties(look));
  return panel;
}

/** A time within days or weeks: the year is not worth its room. */
export const shortTime = (label: string): ColumnLook => ({ label, width: 128, unit: 'time:MM-DD HH:mm:ss' });

/** The looks of columns that mean the same on every dashboard. */
export const LOOKS = {
  time: { label: 'Time', width: 165, unit: 'time:YYYY-MM-DD HH:mm:ss' },
  host: { label: 'Host', width: 100, links: [toHost, toHostHunt, toHostLineage] },
  user: { label: 'User', width: 165, links: [toUser, toUserHunt] },
  level: { label: 'Level', width: 90, grounds: LEVEL_GROUNDS },
  status: { label: 'Status', width: 105 },
  rule: { label: 'Rule', minWidth: 230 },
  summary: { label: 'Summary', minWidth: 230 },
  count: { label: 'Hits', width: 64 },
  process: { label: 'Process', width: 190, links: [toLineage, toProcessHunt] },
  image: { label: 'Image', width: 260, links: [toTextHunt('image', 'Hunt for this image')] },
  hidden: { hidden: true },
} as const satisfies Readonly<Record<string, ColumnLook>>;

/** A pivot as the data link of a whole panel. */
export function asDataLink(link: Pivot): Builder<DashboardLink> {
  // A data link is a title, an address and a target; the SDK types it as the larger link of a dashboard's head.
  return { build: () => ({ ...link, targetBlank: false }) as unknown as DashboardLink };
}
