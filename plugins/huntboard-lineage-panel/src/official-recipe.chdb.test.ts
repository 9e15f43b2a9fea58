// The README's recipe for the official ClickHouse data source, word by word, on the real engine: its frames give our own picture.
import type { DataFrame, Field } from '@grafana/data';
import { buildForest } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import { alerts, COL } from '@huntboard/schema';
import { corpusFiles, describeCorpus } from '@huntboard/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { insertRecording } from '../../../packages/query/testing/insert-recording';
import type { RecordedRange } from '../../../packages/query/testing/insert-recording';
import { compiled, startQueryStore } from '../../../packages/query/testing/query-store';
import type { QueryStore } from '../../../packages/query/testing/query-store';
import { readFrames } from './read-frames';
import type { LineageData } from './read-frames';

const [recording = ''] = corpusFiles('otrf__purplesharp_pe_injection');

/** The queries of the recipe by their letter, as the README prints them. */
function recipe(): Map<string, string> {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## With the official ClickHouse data source'));
  const sql = /```sql\n(?<sql>[^]*?)```/.exec(section)?.groups?.['sql'] ?? '';
  return new Map([...sql.matchAll(/^-- (\w): .*\n([^]*?)(?=^-- |(?![^]))/gm)].map(([, letter = '', text = '']) => [letter, text])); // prettier-ignore
}

/** What Grafana and the plugin put in place of variables and macros. */
const expand = (sql: string, host: string, from: number, to: number): string =>
  sql
    .replaceAll('${host}', host)
    .replaceAll(
      /\$__timeFilter\((\w+)\)/g,
      `$1 >= toDateTime(${Math.floor(from / 1000)}) AND $1 <= toDateTime(${Math.ceil(to / 1000)})`,
    );

interface Answer {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly (readonly unknown[])[];
}

/** A column as the plugin sends it: times in ms, numbers as numbers, all else that is no text as JSON; null stays null. */
function toField({ name, type }: Answer['meta'][number], values: readonly unknown[]): Field {
  const inner = type.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
  const convert = ((): ((value: unknown) => unknown) => {
    if (inner.startsWith('Date')) return (value) => Date.parse(`${String(value).replace(' ', 'T')}Z`);
    if (/^(?:U?Int|Float)/.test(inner)) return Number;
    return (value) => value;
  })();
  const kind = inner.startsWith('Date') ? 'time' : /^(?:U?Int|Float)/.test(inner) ? 'number' : /^(?:Array|Map|Tuple)/.test(inner) ? 'other' : 'string'; // prettier-ignore
  return {
    name,
    type: kind as Field['type'],
    config: {},
    values: values.map((value) => (value === null ? null : convert(value))),
  };
}

const toFrame = ({ meta, data }: Answer, identity: { readonly name?: string; readonly refId?: string }): DataFrame => ({
  ...identity,
  length: data.length,
  fields: meta.map((column, at) =>
    toField(
      column,
      data.map((row) => row[at]),
    ),
  ),
});

const hold = (frames: readonly DataFrame[]): LineageData => {
  const read = readFrames(frames);
  if (read.kind !== 'data') throw new Error(JSON.stringify(read));
  return read;
};
const forestOf = ({ pages, ...attached }: LineageData): Forest => buildForest(pages, { ...attached, hosts: 'never' });

/** What a reader of the picture sees of each process, top to bottom. */
const picture = (forest: Forest): readonly unknown[] =>
  [...forest.shape.order].map((node) => ({
    key: forest.key(node),
    below: forest.parent[node] === -1 ? null : forest.key(forest.parent[node] ?? -1),
    kind: forest.kind(node),
    name: forest.name(node),
    pid: forest.pid(node),
    start: forest.start[node],
    end: forest.end[node],
    user: forest.text(node, 'user'),
    commandLine: forest.text(node, 'commandLine'),
    identity: forest.idKind(node),
    alerts: forest.alertFactsOf(node).map(({ level, title, time }) => [level, title, time]),
  }));
const curves = (forest: Forest): readonly string[] =>
  forest.edges
    .map(({ source, target, kind }) => `${forest.key(source)} ${kind} ${forest.key(target)}`)
    .sort((a, b) => (a < b ? -1 : 1));

describeCorpus('the recipe for the official ClickHouse data source', () => {
  let store: QueryStore;
  let host = '';
  let range: RecordedRange = { from: 0, to: 0 };

  const ask = async (sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
    const { user, password } = store.server.reader;
    const url = new URL(store.server.url);
    url.searchParams.set('database', 'huntboard');
    url.searchParams.set('default_format', 'JSONCompact');
    for (const [name, value] of Object.entries(params)) url.searchParams.set(`param_${name}`, String(value));
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
      body: sql,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as Answer;
  };

  const official = async (): Promise<DataFrame[]> => {
    const frames: DataFrame[] = [];
    for (const [refId, sql] of recipe()) frames.push(toFrame(await ask(expand(sql, host, range.from, range.to)), { refId })); // prettier-ignore
    return frames;
  };

  beforeAll(async () => {
    store = await startQueryStore();
    let started: { readonly guid: string; readonly ts: number } | undefined;
    range = await insertRecording(store, recording, (row) => {
      if (row[COL.action] !== 'start' || row[COL.proc_guid] === '') return;
      host = String(row[COL.host]);
      started = { guid: String(row[COL.proc_guid]), ts: Number(row[COL.ts]) };
    });
    if (started === undefined) throw new Error('no process in the recording');
    const { guid, ts } = started;
    const alert = { alert_id: guid, window_start: ts, ts, last_ts: ts, created_at: ts, updated_at: ts, host, proc_guid: guid, rule_id: 'odd', rule_title: 'Odd process', level: 'high', count: 1, evidence: '{"matched":{"Image":"a.exe"}}', retention_days: 10_000 }; // prettier-ignore
    await store.insert(alerts, [alert]);
  }, 120_000);
  afterAll(() => store?.stop());

  it('has three queries, which read processes, alerts and edges', async () => {
    expect([...recipe().keys()]).toEqual(['A', 'B', 'C']);
    const data = hold(await official());
    expect([data.pages.length, data.alerts.length, data.edges.length]).toEqual([1, 1, 1]);
    expect(data.matchedFields(0)).toEqual([['Image', 'a.exe']]);
    expect(data.alertId(0)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('draws what our own data source draws: processes, their parents, times and alerts, and the curves between them', async () => {
    const statements = compiled({ kind: 'lineage', hosts: [host] }, { timeRange: range }).statements;
    const own: DataFrame[] = [];
    for (const { text, params, name = '' } of statements) {
      const values = Object.fromEntries(Object.entries(params).map(([key, { value }]) => [key, value]));
      own.push(toFrame(await ask(text, values), { name }));
    }
    const [ours, theirs] = [forestOf(hold(own)), forestOf(hold(await official()))];
    expect(ours.counts.processes).toBeGreaterThan(3);
    expect(ours.counts.alerts).toBe(1);
    expect(picture(theirs)).toEqual(picture(ours));
    expect(curves(ours).length).toBeGreaterThan(0);
    expect(curves(theirs)).toEqual(curves(ours));
  });
});
