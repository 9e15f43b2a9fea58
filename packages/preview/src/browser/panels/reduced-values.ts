// The values that single-value panels (stat, gauges, pie) draw: one per field or row, reduced and formatted.
import type { FieldDisplay, GrafanaTheme2, PanelProps, ReduceDataOptions } from '@grafana/data';
import { getFieldDisplayValues, ReducerID } from '@grafana/data';

export interface ReducingOptions {
  readonly reduceOptions?: Partial<ReduceDataOptions>;
}

/** Which extras the panel draws beside the value. */
export interface ReducedExtras {
  readonly sparkline?: boolean;
  readonly percentChange?: boolean;
}

/** Formatted values of a panel's frames, per its reduceOptions (Grafana's defaults where absent). */
export function reducedValues(
  props: PanelProps<ReducingOptions>,
  theme: GrafanaTheme2,
  extras: ReducedExtras = {},
): FieldDisplay[] {
  const { data, options, fieldConfig, replaceVariables, timeZone } = props;
  return getFieldDisplayValues({
    fieldConfig,
    reduceOptions: { values: false, calcs: [ReducerID.lastNotNull], ...options.reduceOptions },
    replaceVariables,
    theme,
    data: data.series,
    timeZone,
    sparkline: extras.sparkline ?? false,
    percentChange: extras.percentChange ?? false,
  });
}

/** True when the panel got frames but none holds a row: there is nothing to reduce. */
export function hasNoRows(props: PanelProps): boolean {
  return props.data.series.every((frame) => frame.length === 0);
}
