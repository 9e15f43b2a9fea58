// The two statements of a live tail: keys of the events in the window, and the rows of the new ones.
import type { Frame, FrameMeta, Notice } from '@huntboard/grafana-backend';
import { addNotices, contentFrame, frameLength } from '@huntboard/grafana-backend';
import type { EventsQuery, Filter, QueryContext, Statement } from '@huntboard/query';
import { compileQuery } from '../../src/query-kinds';
import type { Fetched, FetchCall } from '../query/fetch';
import { fetchStatement } from '../query/fetch';
import type { EventKey, Fresh } from './tail-window';

export interface TailQuery {
  readonly query: EventsQuery;
  /** Ad-hoc filters and those that the user cannot take off. */
  readonly filters: readonly Filter[];
}

const DAY_MS = 86_400_000;
/** Older events are history, not news; without a bound every poll would look at every month. */
const AGE_MS = 7 * DAY_MS;
/** A first look: what is known already. */
const START_KEYS = 20_000;
const MILLI = 1_000_000n;

const contextOf = ({ filters }: TailQuery, maxRows: number): QueryContext => ({
  timeRange: { from: Date.now() - AGE_MS, to: Date.now() + DAY_MS },
  intervalMs: 1_000,
  maxDataPoints: 1_000,
  maxRows,
  filters,
});

const at = (operator: '>=' | '<=', epochMs: number): Filter => ({
  field: 'ingested_at',
  operator,
  value: new Date(epochMs).toISOString(),
});

function statementOf(
  tail: TailQuery,
  change: Partial<EventsQuery>,
  filters: readonly Filter[],
  maxRows: number,
): Statement {
  const query = { ...tail.query, ...change, limit: maxRows, filters: [...tail.query.filters, ...filters] };
  const compiled = compileQuery(query, contextOf(tail, maxRows));
  if (!compiled.ok) throw new TypeError(compiled.error.message);
  return compiled.value.statements[0];
}

function frameOf(fetched: Fetched, statement: Statement): Frame {
  if (fetched.as === 'rows') return fetched.frame;
  const json = statement.jsonColumns ?? [];
  return contentFrame(fetched.content, {
    describe: ({ name, type }) => (type === 'string' && json.includes(name) ? { type: 'json' } : {}),
  });
}

async function keysOf(
  tail: TailQuery,
  call: FetchCall,
  direction: 'asc' | 'desc',
  filters: readonly Filter[],
  limit: number,
): Promise<EventKey[]> {
  const orderBy = { field: 'ingested_at', direction };
  const change: Partial<EventsQuery> = { format: 'table', columns: ['event_id', 'ingested_at'], orderBy };
  const statement = statementOf(tail, change, filters, limit);
  const limits = { ...call.limits, maxRows: limit };
  const frame = frameOf(await fetchStatement(statement, 'select', { ...call, limits }), statement);
  const [ids, times] = frame.fields;
  return Array.from({ length: frame.fields.length === 0 ? 0 : frameLength(frame) }, (_, row) => {
    const time = times?.values[row] ?? 0;
    return { id: String(ids?.values[row]), ingestedAt: typeof time === 'bigint' ? Number(time / MILLI) : Number(time) };
  });
}

/** Keys of the matching events received at or after `since`, oldest first. */
export const fetchKeys = (tail: TailQuery, call: FetchCall, since: number, limit: number): Promise<EventKey[]> =>
  keysOf(tail, call, 'asc', [at('>=', since)], limit);

/** Keys of the newest matching events, newest first. */
export const fetchNewest = (tail: TailQuery, call: FetchCall): Promise<EventKey[]> =>
  keysOf(tail, call, 'desc', [], START_KEYS);

/** What listeners see of a statement: log lines or a table. */
function metaOf({ query }: TailQuery, notices: readonly Notice[]): FrameMeta {
  const meta: FrameMeta =
    query.format === 'logs'
      ? { type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' }
      : { preferredVisualisationType: 'table' };
  return notices.length === 0 ? meta : addNotices(meta, notices);
}

/** Rows of the new events, oldest first. */
export async function fetchRows(tail: TailQuery, call: FetchCall, fresh: Fresh): Promise<Frame> {
  const times = fresh.keys.map(({ ingestedAt }) => ingestedAt);
  const filters: Filter[] = [
    at('>=', Math.min(...times)),
    at('<=', Math.max(...times)),
    { field: 'event_id', operator: 'in', value: fresh.keys.map(({ id }) => id) },
  ];
  const orderBy = { field: 'ingested_at', direction: 'asc' } as const;
  const statement = statementOf(tail, { orderBy }, filters, fresh.keys.length);
  const frame = frameOf(await fetchStatement(statement, 'select', call), statement);
  const text =
    'More events come in than a live tail shows: it falls behind rather than leave any out. Narrow the query.';
  return { ...frame, name: 'tail', meta: metaOf(tail, fresh.behind ? [{ severity: 'warning', text }] : []) };
}

/** What must be said between rows: the columns stay as they are, or listeners would lose the rows they have. */
export const noticeFrame = (tail: TailQuery, { fields }: Frame, ...notices: readonly Notice[]): Frame => ({
  name: 'tail',
  fields: fields.map((field) => ({ ...field, values: [] })),
  meta: metaOf(tail, notices),
});

/** The frame without rows, for a listener's start. */
export function emptyFrame(tail: TailQuery): Frame {
  const text = (name: string): Frame['fields'][number] => ({ name, type: 'string', nullable: false, values: [] });
  const fields: Frame['fields'] =
    tail.query.format === 'logs'
      ? [
          { name: 'timestamp', type: 'time', nullable: false, values: [] },
          text('body'),
          text('severity'),
          text('id'),
          { name: 'labels', type: 'json', nullable: false, values: [] },
        ]
      : [];
  return { name: 'tail', fields, meta: metaOf(tail, []) };
}
