// What a query is compiled for: time range, resolution, limits, ad-hoc filters.
import type { Filter } from './filters/model';
import type { SqlParam } from './sql';

export interface QueryContext {
  /** Epoch milliseconds. */
  readonly timeRange: { readonly from: number; readonly to: number };
  /** Distance of points that the panel can show, in milliseconds. */
  readonly intervalMs: number;
  readonly maxDataPoints: number;
  /** Most rows an answer may have. */
  readonly maxRows: number;
  /** The dashboard's ad-hoc filters. */
  readonly filters?: readonly Filter[];
}

/** What the rows of a statement are: decides how they become a frame. */
export type RowShape = 'table' | 'timeseries' | 'logs' | 'annotations' | 'processes' | 'edges' | 'variable';

/** A number for each set of labels: a column of the row, or how many rows there are. Labels are columns of text. */
export interface NumberShape {
  readonly labels: readonly string[];
  readonly value?: string;
}

export interface Statement {
  readonly text: string;
  readonly params: Readonly<Record<string, SqlParam>>;
  readonly shape: RowShape;
  /** Name of the frame, where one query gives several. */
  readonly name?: string;
  /** Rows the statement itself is limited to; reaching it deserves a notice. */
  readonly limit?: number;
  /** Columns whose text is JSON for certain. */
  readonly jsonColumns?: readonly string[];
  /** Nil GUIDs and empty lists are no values here: they are shown as empty. SQL of one's own shows what there is. */
  readonly blankEmpties?: true;
  /** What an alert rule or an expression makes of rows that are neither series nor numbers. */
  readonly asNumbers?: NumberShape;
  /** How a series is filled where it has no row. */
  readonly fill?: 'null' | 'previous' | number;
}

/** A compiled query: one statement for each frame. */
export interface CompiledQuery {
  readonly statements: readonly [Statement, ...Statement[]];
}

/** Smallest distance of points: no series gets more than 11,000 of them, whatever is asked for. */
export function stepMs(context: QueryContext): number {
  const range = Math.max(1, context.timeRange.to - context.timeRange.from);
  return Math.max(1, Math.round(context.intervalMs), Math.ceil(range / 11_000));
}
