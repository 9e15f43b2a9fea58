// From a frame to bars: one category per row, one bar (or stack part) per number field.
import type { DataFrame, Field, LinkModel } from '@grafana/data';
import { FALLBACK_COLOR, FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';

export interface Bar {
  readonly category: number;
  readonly series: number;
  /** Where the bar begins and ends on the value axis. */
  readonly from: number;
  readonly to: number;
  readonly color: string;
  readonly name: string;
  readonly text: string;
  readonly links: (() => Array<LinkModel<Field>>) | undefined;
}

export interface Bars {
  readonly categories: readonly string[];
  readonly series: ReadonlyArray<{ readonly name: string; readonly color: string }>;
  readonly bars: readonly Bar[];
  readonly min: number;
  readonly max: number;
  /** Formats a value of the axis. */
  readonly format: (value: number) => string;
}

export interface BarLayout {
  readonly xField?: string;
  readonly stacking?: 'none' | 'normal' | 'percent';
}

function seriesColor(field: Field): string {
  return field.display?.(field.values[0] ?? 0).color ?? FALLBACK_COLOR;
}

/** Null when the frame has no category (text or time field) or no number field. */
export function toBars(frame: DataFrame, layout: BarLayout): Bars | null {
  const named =
    layout.xField === undefined
      ? undefined
      : frame.fields.find(
          (field) => field.name === layout.xField || getFieldDisplayName(field, frame) === layout.xField,
        );
  const x =
    named ??
    frame.fields.find((field) => field.type === FieldType.string) ??
    frame.fields.find((field) => field.type === FieldType.time);
  const numbers = frame.fields.filter(
    (field) => field !== x && field.type === FieldType.number && field.config.custom?.hideFrom?.viz !== true,
  );
  if (x === undefined || numbers.length === 0) {
    return null;
  }
  const categories = x.values.map((value) =>
    x.display === undefined ? String(value) : formattedValueToString(x.display(value)),
  );
  const totals = categories.map((_name, row) =>
    numbers.reduce((sum, field) => sum + Math.abs(Number(field.values[row] ?? 0)), 0),
  );
  const bars: Bar[] = [];
  const tops = categories.map(() => 0);
  numbers.forEach((field, series) => {
    categories.forEach((_name, row) => {
      const value: unknown = field.values[row];
      if (typeof value !== 'number') {
        return;
      }
      const display = field.display?.(value);
      const size = layout.stacking === 'percent' ? value / (totals[row] || 1) : value;
      const from = layout.stacking === 'normal' || layout.stacking === 'percent' ? (tops[row] ?? 0) : 0;
      tops[row] = from + size;
      const { getLinks } = field;
      const hasLinks = (field.config.links?.length ?? 0) > 0 && getLinks !== undefined;
      bars.push({
        category: row,
        series,
        from,
        to: from + size,
        color: display?.color ?? FALLBACK_COLOR,
        name: getFieldDisplayName(field, frame),
        text: display === undefined ? String(value) : formattedValueToString(display),
        links: hasLinks ? () => getLinks({ valueRowIndex: row }) : undefined,
      });
    });
  });
  const first = numbers[0];
  const ends = bars.map((bar) => bar.to);
  return {
    categories,
    series: numbers.map((field) => ({ name: getFieldDisplayName(field, frame), color: seriesColor(field) })),
    bars,
    min: Math.min(0, first?.config.min ?? 0, ...ends),
    max: Math.max(first?.config.max ?? 0, ...ends, 0) || 1,
    format: (value) => (layout.stacking === 'percent' ? `${Math.round(value * 100)}%` : formatAxis(first, value)),
  };
}

function formatAxis(field: Field | undefined, value: number): string {
  return field?.display === undefined ? String(value) : formattedValueToString(field.display(value));
}
