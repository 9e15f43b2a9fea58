// The panel's options, their defaults and their editors.
import type { PanelOptionsEditorBuilder, SelectableValue } from '@grafana/data';
import type { Severity } from '@huntboard/actions';
import type { BusinessHours } from './model/business-hours';
import { COLUMNS, DEFAULT_COLUMNS } from './model/columns';
import type { ColumnId } from './model/columns';
import { GROUPINGS, GROUPING_NAMES } from './model/queue-filter';
import type { Grouping } from './model/queue-filter';
import type { SlaPolicy } from './model/sla';

export interface TriageOptions {
  /** Data source of type huntboard-datasource. */
  datasource: string;
  columns: ColumnId[];
  group: Grouping;
  /** Rows that are loaded at a time. */
  pageSize: number;
  /** Seconds between two looks for new alerts; 0 = only when asked. */
  refreshSeconds: number;
  density: 'compact' | 'comfortable';
  /** Variable that holds the open alert: a link to it opens it. Empty: none. */
  variable: string;
  slaCritical: number;
  slaHigh: number;
  slaMedium: number;
  slaLow: number;
  /** Levels whose clock runs day and night. */
  slaAlways: Severity[];
  timeZone: string;
  /** Office hours, `08:00-18:00`. */
  hours: string;
  /** 0 = Sunday. */
  days: number[];
  /** Dates, one after the other. */
  holidays: string;
}

export const defaultOptions: TriageOptions = {
  datasource: 'huntboard',
  columns: [...DEFAULT_COLUMNS],
  group: 'none',
  pageSize: 200,
  refreshSeconds: 15,
  density: 'compact',
  variable: 'alert',
  slaCritical: 30,
  slaHigh: 120,
  slaMedium: 480,
  slaLow: 1440,
  slaAlways: ['critical'],
  timeZone: 'browser',
  hours: '08:00-18:00',
  days: [1, 2, 3, 4, 5],
  holidays: '',
};

const minutesOf = (text: string): number => {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  return hour === undefined ? NaN : Math.min(24 * 60, Number(hour) * 60 + Number(minute));
};

/** The office hours of the options; `zone` stands for the browser's. What cannot be read counts as the whole day. */
export function businessHours(options: TriageOptions, zone: string): BusinessHours {
  const [from = '', to = ''] = options.hours.split('-');
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const readable = end > start;
  return {
    timeZone: options.timeZone === 'browser' || options.timeZone === '' ? zone : options.timeZone,
    days: options.days,
    from: readable ? start : 0,
    to: readable ? end : 24 * 60,
    holidays: options.holidays.match(/\d{4}-\d{2}-\d{2}/g) ?? [],
  };
}

/** The clocks of the options. */
export function slaPolicy(options: TriageOptions, zone: string): SlaPolicy {
  return {
    minutes: {
      critical: options.slaCritical,
      high: options.slaHigh,
      medium: options.slaMedium,
      low: options.slaLow,
      informational: 0,
    },
    always: options.slaAlways,
    hours: businessHours(options, zone),
  };
}

/** Grafana types each option of a multi select as if it were the whole list. */
const multi = <T>(
  options: readonly { readonly value: T; readonly label: string }[],
): { options: SelectableValue<T[]>[] } => ({
  options: options as unknown as SelectableValue<T[]>[],
});

const sla = ['Time to acknowledge'];
const minutes = (
  builder: PanelOptionsEditorBuilder<TriageOptions>,
  path: 'slaCritical' | 'slaHigh' | 'slaMedium' | 'slaLow',
  name: string,
): PanelOptionsEditorBuilder<TriageOptions> =>
  builder.addNumberInput({
    path,
    category: sla,
    name,
    description: 'Minutes; 0: no clock.',
    defaultValue: defaultOptions[path],
    settings: { min: 0, integer: true },
  });

/** Adds the editors to the panel's pane. */
export function buildOptions(builder: PanelOptionsEditorBuilder<TriageOptions>): void {
  builder
    .addTextInput({
      path: 'datasource',
      name: 'Data source',
      description: 'Uid of the Huntboard data source whose alerts are worked on.',
      defaultValue: defaultOptions.datasource,
    })
    .addMultiSelect({
      path: 'columns',
      name: 'Columns',
      description: 'Until the viewer chooses others.',
      defaultValue: defaultOptions.columns,
      settings: multi(COLUMNS.map(({ id, label }) => ({ value: id, label }))),
    })
    .addRadio({
      path: 'group',
      name: 'Group',
      description: 'Until the viewer chooses another.',
      defaultValue: defaultOptions.group,
      settings: { options: GROUPINGS.map((value) => ({ value, label: GROUPING_NAMES[value] })) },
    })
    .addNumberInput({
      path: 'pageSize',
      name: 'Rows loaded at a time',
      defaultValue: defaultOptions.pageSize,
      settings: { min: 50, max: 1000, integer: true },
    })
    .addNumberInput({
      path: 'refreshSeconds',
      name: 'Look for new alerts every … seconds',
      description: '0: only when asked. What arrives waits above the queue; nothing jumps.',
      defaultValue: defaultOptions.refreshSeconds,
      settings: { min: 0, max: 3600, integer: true },
    })
    .addRadio({
      path: 'density',
      name: 'Density',
      defaultValue: defaultOptions.density,
      settings: {
        options: [
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ],
      },
    })
    .addTextInput({
      path: 'variable',
      name: 'Variable of the open alert',
      description: 'Name of the dashboard variable: a link that sets it opens the alert.',
      defaultValue: defaultOptions.variable,
    });
  minutes(builder, 'slaCritical', 'Critical');
  minutes(builder, 'slaHigh', 'High');
  minutes(builder, 'slaMedium', 'Medium');
  minutes(builder, 'slaLow', 'Low')
    .addMultiSelect({
      path: 'slaAlways',
      category: sla,
      name: 'Day and night',
      description: 'Levels whose clock does not stop outside of office hours.',
      defaultValue: defaultOptions.slaAlways,
      settings: multi<Severity>(
        (['critical', 'high', 'medium', 'low'] as const).map((value) => ({ value, label: value })),
      ),
    })
    .addTextInput({
      path: 'timeZone',
      category: sla,
      name: 'Time zone',
      description: 'As Europe/Berlin; browser: that of the viewer.',
      defaultValue: defaultOptions.timeZone,
    })
    .addTextInput({
      path: 'hours',
      category: sla,
      name: 'Office hours',
      defaultValue: defaultOptions.hours,
      settings: { placeholder: '08:00-18:00' },
    })
    .addMultiSelect({
      path: 'days',
      category: sla,
      name: 'Working days',
      defaultValue: defaultOptions.days,
      settings: multi(
        ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'].map((label, value) => ({
          value,
          label,
        })),
      ),
    })
    .addTextInput({
      path: 'holidays',
      category: sla,
      name: 'Holidays',
      description: 'Dates that do not count: 2026-12-25, 2026-12-26',
      defaultValue: defaultOptions.holidays,
    });
}
