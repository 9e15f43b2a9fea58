// From reduced values to pie slices.
import type { FieldDisplay } from '@grafana/data';
import { FALLBACK_COLOR, formattedValueToString } from '@grafana/data';

export interface Slice {
  readonly display: FieldDisplay;
  readonly name: string;
  readonly value: string;
  readonly percent: string;
  readonly color: string;
  readonly from: number;
  readonly to: number;
}

/** Slices clockwise from the top, sorted as the panel asks; values at or below zero have none. */
export function toSlices(values: readonly FieldDisplay[], sort: 'asc' | 'desc' | 'none' | undefined): Slice[] {
  const shown = values.filter((value) => value.display.numeric > 0 && value.field.custom?.hideFrom?.viz !== true);
  const sign = sort === 'asc' ? 1 : -1;
  const sorted = sort === 'none' ? shown : [...shown].sort((a, b) => sign * (a.display.numeric - b.display.numeric));
  const total = sorted.reduce((sum, value) => sum + value.display.numeric, 0);
  let angle = 0;
  return sorted.map((display) => {
    const share = display.display.numeric / total;
    const from = angle;
    angle += share * 2 * Math.PI;
    return {
      display,
      name: display.display.title ?? '',
      value: formattedValueToString(display.display),
      percent: `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`,
      color: display.display.color ?? FALLBACK_COLOR,
      from,
      to: angle,
    };
  });
}
