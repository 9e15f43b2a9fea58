// From frames to log lines: time, message, level and the rest of the row as details.
import type { DataFrame, Field } from '@grafana/data';
import { FieldType, formattedValueToString } from '@grafana/data';

export interface LogDetail {
  readonly name: string;
  readonly value: string;
}

export interface LogRow {
  readonly key: string;
  /** Epoch ms; null when the row has no time. */
  readonly time: number | null;
  readonly message: string;
  readonly level: string;
  readonly frame: DataFrame;
  readonly index: number;
}

const MESSAGE_NAMES = ['body', 'line', 'message', 'content'];
const LEVEL_NAMES = ['severity', 'level', 'detected_level'];

function named(frame: DataFrame, names: readonly string[]): Field | undefined {
  return frame.fields.find((field) => names.includes(field.name.toLowerCase()));
}

function messageField(frame: DataFrame): Field | undefined {
  const strings = frame.fields.filter((field) => field.type === FieldType.string);
  return named(frame, MESSAGE_NAMES) ?? strings[0];
}

/** Lines of all frames, newest or oldest first; frames without a text field have none. */
export function toLogRows(frames: readonly DataFrame[], order: 'Ascending' | 'Descending'): LogRow[] {
  const rows: LogRow[] = [];
  frames.forEach((frame, frameIndex) => {
    const message = messageField(frame);
    const time = frame.fields.find((field) => field.type === FieldType.time);
    const level = named(frame, LEVEL_NAMES);
    const id = frame.fields.find((field) => field.name === 'id' && field.type === FieldType.string);
    if (message === undefined) {
      return;
    }
    for (let index = 0; index < frame.length; index++) {
      const at: unknown = time?.values[index];
      rows.push({
        // A line stays the same while others are added and taken away.
        key: String(id?.values[index] ?? `${frameIndex}/${index}`),
        time: typeof at === 'number' ? at : null,
        message: String(message.values[index] ?? ''),
        level: String(level?.values[index] ?? '').toLowerCase(),
        frame,
        index,
      });
    }
  });
  const sign = order === 'Ascending' ? 1 : -1;
  return rows.sort((a, b) => sign * ((a.time ?? 0) - (b.time ?? 0)));
}

/** Every field of the row that holds something, labels object included. */
export function detailsOf(row: LogRow): LogDetail[] {
  return row.frame.fields.flatMap((field) => {
    const value: unknown = field.values[row.index];
    if (value === null || value === undefined || value === '') {
      return [];
    }
    if (typeof value === 'object') {
      return Object.entries(value).map(([name, part]) => ({ name, value: String(part) }));
    }
    return [
      {
        name: field.config.displayName ?? field.name,
        value: field.display === undefined ? String(value) : formattedValueToString(field.display(value)),
      },
    ];
  });
}
