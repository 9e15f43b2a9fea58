// Picks and prepares the frames that a time series can draw.
import type { DataFrame, Field } from '@grafana/data';
import { FieldType } from '@grafana/data';

function toNumberField(field: Field): Field {
  return {
    ...field,
    type: FieldType.number,
    values: field.values.map((value) => (value === null || value === undefined ? null : Number(value))),
  };
}

/**
 * Frames with a time field and at least one number or boolean field, reduced to those fields. Rows are sorted by time,
 * as uPlot needs them ascending.
 */
export function graphableFrames(frames: readonly DataFrame[]): DataFrame[] {
  const result: DataFrame[] = [];
  for (const frame of frames) {
    const time = frame.fields.find((field) => field.type === FieldType.time);
    const drawn = frame.fields.filter((field) => field.type === FieldType.number || field.type === FieldType.boolean);
    if (time === undefined || drawn.length === 0 || frame.length === 0) {
      continue;
    }
    const fields = [time, ...drawn.map((field) => (field.type === FieldType.boolean ? toNumberField(field) : field))];
    result.push(ascending({ ...frame, fields }, time));
  }
  return result;
}

function ascending(frame: DataFrame, time: Field): DataFrame {
  const times: readonly number[] = time.values;
  if (times.every((value, index) => index === 0 || value >= (times[index - 1] ?? value))) {
    return frame;
  }
  const order = times.map((_value, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return {
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, values: order.map((index) => field.values[index]) })),
  };
}
