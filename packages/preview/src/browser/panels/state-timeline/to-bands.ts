// From frames to state bands: per field, runs of equal values over time.
import type { DataFrame, Field, LinkModel } from '@grafana/data';
import { FALLBACK_COLOR, FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';

export interface Band {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly color: string;
  readonly links: (() => Array<LinkModel<Field>>) | undefined;
}

export interface BandRow {
  readonly name: string;
  readonly bands: readonly Band[];
}

function bandsOf(field: Field, times: readonly number[], end: number, merge: 'merge' | 'keep'): Band[] {
  const bands: Band[] = [];
  const { getLinks } = field;
  let start = 0;
  for (let index = 1; index <= times.length; index++) {
    if (index < times.length && merge === 'merge' && field.values[index] === field.values[start]) {
      continue;
    }
    const value: unknown = field.values[start];
    const row = start;
    if (value !== null && value !== undefined) {
      const display = field.display?.(value);
      const hasLinks = (field.config.links?.length ?? 0) > 0 && getLinks !== undefined;
      bands.push({
        from: times[start] ?? 0,
        to: times[index] ?? end,
        text: display === undefined ? String(value) : formattedValueToString(display),
        color: display?.color ?? FALLBACK_COLOR,
        links: hasLinks ? () => getLinks({ valueRowIndex: row }) : undefined,
      });
    }
    start = index;
  }
  return bands;
}

/** One row per field that is not time; the last value holds until `end` (epoch ms). */
export function toBandRows(frames: readonly DataFrame[], end: number, mergeValues: boolean): BandRow[] {
  return frames.flatMap((frame) => {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    if (time === undefined || frame.length === 0) {
      return [];
    }
    return frame.fields
      .filter((field) => field !== time && field.config.custom?.hideFrom?.viz !== true)
      .map((field) => ({
        name: getFieldDisplayName(field, frame, [...frames]),
        bands: bandsOf(field, time.values, end, mergeValues ? 'merge' : 'keep'),
      }));
  });
}
