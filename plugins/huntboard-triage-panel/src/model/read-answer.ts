// What the frames of an answer say: rows to show, the number that counts, and what it means.
import { FieldType, getFieldDisplayName } from '@grafana/data';
import type { DataFrame } from '@grafana/data';
import { rowsOf } from '../data/ask';
import type { FrameRow } from '../data/ask';
import type { Question } from './questions';

export interface Reading {
  readonly rows: readonly FrameRow[];
  /** As `12 hosts`, `1 row`, `50+ rows` where the query ends there. */
  readonly number: string;
  /** '' when none of the question's answers fits. */
  readonly means: string;
}

/** A row for each series: what it adds up to, and its highest point. */
function seriesRows(frames: readonly DataFrame[]): readonly FrameRow[] {
  return frames.flatMap((frame) =>
    frame.fields
      .filter(({ type }) => type === FieldType.number)
      .map((field) => {
        const values = (field.values as readonly unknown[]).filter((value) => typeof value === 'number');
        return {
          series: getFieldDisplayName(field, frame, [...frames]),
          total: values.reduce((sum, value) => sum + value, 0),
          peak: values.length === 0 ? 0 : Math.max(...values),
        };
      }),
  );
}

const isSeries = ({ kind, format }: Question['model']): boolean => kind === 'timeseries' || format === 'histogram';

/** The greatest value of a column; 0 when there is none. */
const greatest = (rows: readonly FrameRow[], column: string): number =>
  rows.reduce((most, row) => Math.max(most, Number(row[column]) || 0), 0);

const inWords = (value: number, of: string, isCut: boolean): string =>
  of === 'rows'
    ? `${value.toLocaleString()}${isCut ? '+' : ''} ${value === 1 && !isCut ? 'row' : 'rows'}`
    : `${value.toLocaleString()} ${of}`;

/** Reads the answer of a question. */
export function readAnswer(
  { model, answers }: Pick<Question, 'model' | 'answers'>,
  frames: readonly DataFrame[],
): Reading {
  const rows = isSeries(model) ? seriesRows(frames) : rowsOf(frames[0]);
  const valueOf = (of: string): number => (of === 'rows' ? rows.length : greatest(rows, of));
  const fitting = answers.find(
    ({ of, atLeast = -Infinity, atMost = Infinity }) => valueOf(of) >= atLeast && valueOf(of) <= atMost,
  );
  // The number is the one that the question turns on, whichever of its answers fits.
  const of = rows.length === 0 ? 'rows' : (answers.find((answer) => answer.of !== 'rows')?.of ?? 'rows');
  return { rows, number: inWords(valueOf(of), of, rows.length === model['limit']), means: fitting?.means ?? '' };
}
