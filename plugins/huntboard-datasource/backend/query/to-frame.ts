// Rows of a statement -> the frame Grafana expects for their shape, with notices, statistics and the SQL that ran.
import type { EncodedFrame, Field, FieldValue, Frame, FrameMeta, Notice } from '@huntboard/grafana-backend';
import {
  addNotices,
  contentFrame,
  frameLength,
  longToWide,
  passThrough,
  seriesShape,
} from '@huntboard/grafana-backend';
import type { Statement } from '@huntboard/query';
import { displaySql } from '@huntboard/query';
import type { RowTotal } from './count-rows';
import type { Fetched, FetchLimits } from './fetch';

export interface FrameRequest {
  readonly refId: string;
  readonly statement: Statement;
  readonly limits: FetchLimits;
  /** Of how many rows these are some, where that is known. */
  readonly total?: RowTotal;
  readonly elapsedMs: number;
  readonly fromAlert: boolean;
}

const count = (rows: number): string => rows.toLocaleString('en-US');

export const rowsOf = (fetched: Fetched): number =>
  fetched.as === 'arrow' ? fetched.content.rows : fetched.frame.fields.length === 0 ? 0 : frameLength(fetched.frame);

/** Whether the limit of rows, not the query, decided where the answer ends: cut here, or by a statement that was limited to as many. */
export const cutByLimit = (rows: number, { limit }: Statement, maxRows: number): boolean =>
  rows > maxRows || (limit === maxRows && rows >= limit);

function cutNotice(rows: number, { statement, limits, total }: FrameRequest): Notice[] {
  const { maxRows, rowsBy } = limits;
  // As many rows as the limit, and not one more.
  if (rows <= maxRows && total?.exact === true && total.rows <= maxRows) return [];
  const there =
    total !== undefined && total.rows > maxRows
      ? ` of ${total.exact ? '' : 'at least '}${count(total.rows)}`
      : rows > maxRows
        ? ` of more than ${count(maxRows)}`
        : '';
  const perhaps = there === '' ? ' There may be more.' : '';
  const text = `Showing ${count(maxRows)}${there} ${statement.name ?? 'rows'}.${perhaps} Narrow the query, or raise the row limit of ${rowsBy}.`;
  return [{ severity: 'warning', text }];
}

/** Why there is less than there is. */
function notices(rows: number, request: FrameRequest): Notice[] {
  const { statement, limits } = request;
  if (cutByLimit(rows, statement, limits.maxRows)) return cutNotice(rows, request);
  if (statement.limit !== undefined && rows >= statement.limit) {
    return [
      {
        severity: 'info',
        text: `Showing ${count(statement.limit)} ${statement.name ?? 'rows'}, the limit of the query; there may be more.`,
      },
    ];
  }
  return [];
}

function metaOf(request: FrameRequest, rows: number, bytes: number): FrameMeta {
  const found = notices(rows, request);
  const { shape } = request.statement;
  return {
    executedQueryString: displaySql(request.statement),
    stats: [
      { displayName: 'Rows', value: Math.min(rows, request.limits.maxRows) },
      { displayName: 'Answer of ClickHouse', value: bytes, unit: 'bytes' },
      { displayName: 'Time to the last row', value: Math.round(request.elapsedMs), unit: 'ms' },
    ],
    ...(found.length === 0 ? {} : { notices: found }),
    ...(shape === 'logs'
      ? { type: 'log-lines', typeVersion: [0, 0] as const, preferredVisualisationType: 'logs' as const }
      : {}),
    ...(shape === 'timeseries' ? { preferredVisualisationType: 'graph' as const } : {}),
    ...(shape === 'table' ? { preferredVisualisationType: 'table' as const } : {}),
  };
}

function fillOf({ fill }: Statement): Parameters<typeof longToWide>[1] {
  if (fill === undefined) return undefined;
  return typeof fill === 'number' ? { mode: 'value', value: fill } : { mode: fill };
}

/** A series must be wide: labels on fields. Rows that are no series at all are handed on as they are, with a word about it. */
function toSeries(frame: Frame, statement: Statement): Frame {
  const shape = seriesShape(frame);
  const meta: FrameMeta = frame.meta ?? {};
  if (frame.fields.length === 0 || frameLength(frame) === 0) return { ...frame, fields: [] };
  if (shape === 'long') return longToWide(frame, fillOf(statement));
  if (shape === 'wide') return { ...frame, meta: { ...meta, type: 'timeseries-wide', typeVersion: [0, 1] } };
  const text = 'These rows are no time series: it needs a time column and a number column. They are shown as a table.';
  return { ...frame, meta: addNotices(meta, [{ severity: 'warning', text }]) };
}

function cut(frame: Frame, maxRows: number): Frame {
  if (frame.fields.length === 0 || frameLength(frame) <= maxRows) return frame;
  return {
    ...frame,
    fields: frame.fields.map((field): Field => ({
      ...field,
      values: Array.from<FieldValue>(field.values).slice(0, maxRows),
    })),
  };
}

/** Throws SeriesShapeError when a time series cannot be made of the rows. */
export function toFrame(fetched: Fetched, request: FrameRequest): Frame | EncodedFrame {
  const { refId, statement } = request;
  const { maxRows } = request.limits;
  const rows = rowsOf(fetched);
  const bytes = fetched.as === 'arrow' ? fetched.content.bytes : fetched.bytes;
  const head = {
    refId,
    meta: metaOf(request, rows, bytes),
    ...(statement.name === undefined ? {} : { name: statement.name }),
  };
  // Alert rules take "no data" from a frame without fields.
  if (rows === 0 && request.fromAlert) return { ...head, fields: [] };
  if (fetched.as === 'rows') {
    const frame = { ...head, fields: cut(fetched.frame, maxRows).fields };
    return statement.shape === 'timeseries' ? toSeries(frame, statement) : frame;
  }
  const json = statement.shape === 'logs' ? fetched.json : [];
  const options = {
    ...head,
    maxRows,
    describe: ({ name, type }: { readonly name: string; readonly type: string }) =>
      type === 'string' && json.includes(name) ? { type: 'json' as const } : {},
  };
  return statement.shape === 'timeseries'
    ? toSeries(contentFrame(fetched.content, options), statement)
    : passThrough(fetched.content, options);
}
