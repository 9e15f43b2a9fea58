// What a query will do, asked before it runs: its SQL, what each table will give to read, or what is wrong with it and where.
import type { Call } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import { StoreError } from '@huntboard/clickhouse';
import type { QueryContext, Statement, TextPlace } from '@huntboard/query';
import { displaySql, errorPlace, tokenize, writtenPlace } from '@huntboard/query';
import { z } from 'zod';
import { compileQuery, parseQuery } from '../../src/query-kinds';
import type { QueryModel } from '../../src/query-kinds';
import { paramsOf } from '../query/fetch';
import { statementForm } from '../query/run-query';
import { toFault } from '../query/faults';
import { readAdHocFilters } from '../query/ad-hoc-filters';

/** Longer is not worth waiting for before a query runs. */
const EXPLAIN_SECONDS = 3;

export const explainRequest = z.object({
  model: z.record(z.string(), z.unknown()),
  from: z.number(),
  to: z.number(),
  intervalMs: z.number().positive().default(60_000),
  /** The plan of each statement in words, too. */
  plan: z.boolean().default(false),
});

export interface TableEstimate {
  readonly table: string;
  /** Rows of the parts and marks that have to be looked at. */
  readonly rows: number;
  readonly totalRows: number;
  readonly marks: number;
  readonly parts: number;
  /** Bytes on disk of the columns that the statement names, in those rows. */
  readonly bytes: number;
}

export interface ExplainedStatement {
  readonly name: string;
  readonly sql: string;
  readonly tables: readonly TableEstimate[];
  readonly plan: string;
}

export interface Explanation {
  readonly statements: readonly ExplainedStatement[];
  /** What is wrong; `place` in the SQL of kind `sql` as it was given. */
  readonly error?: { readonly message: string; readonly place?: TextPlace };
}

interface EstimateRow {
  readonly database: string;
  readonly table: string;
  readonly parts: string;
  readonly rows: string;
  readonly marks: string;
}

const settings = { readonly: '2', max_execution_time: EXPLAIN_SECONDS } as const;
const LEAD = 'EXPLAIN ESTIMATE ';

interface TableSize {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly columns: ReadonlyMap<string, number>;
}

/** Sizes of the tables of the database, by name. */
async function tableSizes(names: readonly string[], store: Store, call: Call): Promise<ReadonlyMap<string, TableSize>> {
  if (names.length === 0) return new Map();
  const options = { params: { names }, settings, signal: call.signal };
  const of = (table: string): string => `FROM system.${table} WHERE database = currentDatabase()`;
  const tables = await store.query<{ name: string; rows: string; bytes: string }>(
    `SELECT name, toString(ifNull(total_rows, 0)) AS rows, toString(ifNull(total_bytes, 0)) AS bytes ${of('tables')} AND name IN {names:Array(String)}`,
    options,
  );
  const columns = await store.query<{ table: string; name: string; bytes: string }>(
    `SELECT table, name, toString(data_compressed_bytes) AS bytes ${of('columns')} AND table IN {names:Array(String)}`,
    options,
  );
  return new Map(
    tables.map(({ name, rows, bytes }) => [
      name,
      {
        name,
        rows: Number(rows),
        bytes: Number(bytes),
        columns: new Map(
          columns.filter(({ table }) => table === name).map((column) => [column.name, Number(column.bytes)]),
        ),
      },
    ]),
  );
}

/** Bytes of `rows` rows: of the columns that the text names, of all where the store does not tell columns apart. */
function bytesOf(rows: number, size: TableSize, sql: string): number {
  if (size.rows === 0) return 0;
  const words = new Set(
    tokenize(sql)
      .filter(({ kind }) => kind === 'word' || kind === 'quoted')
      .map(({ text }) => text.replaceAll('`', '')),
  );
  const named = [...size.columns].filter(([name]) => words.has(name)).reduce((sum, [, bytes]) => sum + bytes, 0);
  return Math.round((rows / size.rows) * (named === 0 ? size.bytes : named));
}

/** What the store says of a statement. */
interface Said {
  readonly statement: Statement;
  readonly rows: readonly EstimateRow[];
  readonly plan: string;
}

async function askAbout(statement: Statement, wantsPlan: boolean, store: Store, call: Call): Promise<Said> {
  if (statementForm(statement.text) !== 'select') return { statement, rows: [], plan: '' };
  const options = { params: paramsOf(statement), settings, signal: call.signal };
  const rows = await store.query<EstimateRow>(`${LEAD}${statement.text}`, options);
  if (!wantsPlan) return { statement, rows, plan: '' };
  const lines = await store.query<{ explain: string }>(`EXPLAIN indexes = 1 ${statement.text}`, options);
  return { statement, rows, plan: lines.map(({ explain }) => explain).join('\n') };
}

function toExplained({ statement, rows, plan }: Said, sizes: ReadonlyMap<string, TableSize>): ExplainedStatement {
  const tables = rows.map(({ table, rows: found, marks, parts }): TableEstimate => {
    const size = sizes.get(table);
    const reads = Number(found);
    return {
      table,
      rows: reads,
      totalRows: size?.rows ?? 0,
      marks: Number(marks),
      parts: Number(parts),
      bytes: size === undefined ? 0 : bytesOf(reads, size, statement.text),
    };
  });
  return { name: statement.name ?? '', sql: displaySql(statement), tables, plan };
}

function placeOf(
  message: string,
  statement: Statement,
  model: QueryModel,
  context: QueryContext,
): TextPlace | undefined {
  if (model.kind !== 'sql') return undefined;
  const place = errorPlace(message, statement.text, LEAD);
  return place === undefined ? undefined : writtenPlace(model.sql, context, place);
}

/** Explains a query. Rejects only when the store does not answer. */
export async function explain(request: z.infer<typeof explainRequest>, call: Call, store: Store): Promise<Explanation> {
  const { model: input, from, to, intervalMs, plan } = request;
  const wrong = (message: string, place?: TextPlace): Explanation => ({
    statements: [],
    error: { message, ...(place === undefined ? {} : { place }) },
  });
  const parsed = parseQuery(input);
  if (!parsed.ok) return wrong(parsed.error.message);
  const filters = readAdHocFilters(input);
  if (!filters.ok) return wrong(filters.error);
  const context: QueryContext = {
    timeRange: { from, to },
    intervalMs,
    maxDataPoints: 1000,
    maxRows: 100_000,
    filters: filters.value,
  };
  const compiled = compileQuery(parsed.value, context);
  if (!compiled.ok) {
    const { message, position } = compiled.error;
    return wrong(message, position === undefined ? undefined : { position, length: 1 });
  }
  // All at once: a query of several statements (a lineage has four) is explained in the time of its slowest.
  const { statements } = compiled.value;
  const answers = await Promise.allSettled(statements.map((statement) => askAbout(statement, plan, store, call)));
  const said: Said[] = [];
  for (const [index, answer] of answers.entries()) {
    const statement = statements[index];
    if (answer.status === 'fulfilled') said.push(answer.value);
    else if (statement !== undefined) {
      const error: unknown = answer.reason;
      const found = error instanceof StoreError ? toFault(error) : undefined;
      // What the store says of the statement is an answer; that it does not answer is none.
      if (!(error instanceof StoreError) || found === undefined) throw error;
      // Too busy or too long to say: there is no estimate then, and nothing is wrong with the query.
      if (found.status === 503 || found.status === 504) return { statements: [] };
      if (found.status !== 400) throw error;
      return wrong(found.message, placeOf(error.message, statement, parsed.value, context));
    }
  }
  const sizes = await tableSizes([...new Set(said.flatMap(({ rows }) => rows.map(({ table }) => table)))], store, call);
  return { statements: said.map((one) => toExplained(one, sizes)) };
}
