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
import type { Fetched } from './fetch';

export interface FrameRequest {
  readonly refId: string;
  readonly statement: Statement;
  readonly maxRows: number;
  readonly elapsedMs: number;
  readonly fromAlert: boolean;
}

const count = (rows: number): string => rows.toLocaleString('en-US');

/** Why there is less than there is. */
function notices(rows: number, { statement, maxRows }: FrameRequest): Notice[] {
  if (rows > maxRows) {
    return [
      {
        severity: 'warning',
        text: `Showing ${count(maxRows)} of more than ${count(maxRows)} rows. Narrow the query, or raise the row limit of the data source.`,
      },
    ];
  }
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
      { displayName: 'Rows', value: Math.min(rows, request.maxRows) },
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
  const { refId, statement, maxRows } = request;
  const rows =
    fetched.as === 'arrow' ? fetched.content.rows : fetched.frame.fields.length === 0 ? 0 : frameLength(fetched.frame);
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
