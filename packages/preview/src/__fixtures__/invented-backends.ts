// Backends for tests that need an answer and no store: columns are guessed from a query's aliases, values from their names.
import type { DatasourceBackend, DatasourceBackends } from '../server/datasource-backends';

type Column = {
  readonly name: string;
  readonly type: string;
  readonly values: unknown[];
  readonly labels?: Record<string, string>;
};

const HOSTS = ['srv-dc01', 'srv-file01', 'wks-alice', 'wks-bob', 'dmz-web01'];
const LEVELS = ['critical', 'high', 'medium', 'low', 'informational'];
const IMAGES = ['powershell.exe', 'cmd.exe', 'svchost.exe', 'WINWORD.EXE', 'rundll32.exe'];
const SUMMARIES = [
  'Encoded PowerShell started by WINWORD.EXE',
  'lsass.exe opened with 0x1410 by rundll32.exe',
  'Service PSEXESVC installed on srv-file01',
  'Scheduled task \\Updater created',
  'New local administrator',
];

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function valueOf(name: string, row: number, from: number, to: number): unknown {
  if (/time|first|last|started|ended|enrolled/.test(name)) {
    return to - ((row + 1) * (to - from)) / 40;
  }
  if (/host/.test(name) && !/^hosts$/.test(name)) {
    return pick(HOSTS, row);
  }
  if (/level|severity/.test(name)) {
    return pick(LEVELS, row);
  }
  if (/user/.test(name)) {
    return pick(['CORP\\alice', 'CORP\\bob', 'NT AUTHORITY\\SYSTEM'], row);
  }
  if (/image|process|child|parent/.test(name)) {
    return pick(IMAGES, row);
  }
  if (/guid|^id$/.test(name)) {
    return `0000000${row % 10}-1111-2222-3333-444444444444`;
  }
  if (/summary|detail|body|rule|example|command/.test(name)) {
    return pick(SUMMARIES, row);
  }
  if (
    /category|log|source|action|code|input|platform|address|destination|status|origin|beginning|version|integrity/.test(
      name,
    )
  ) {
    return pick(['process', 'network', 'file', 'registry', 'auth'], row);
  }
  return Math.round(120 / (row + 1));
}

function typeOf(value: unknown, name: string): string {
  return typeof value === 'string' ? 'string' : /time|first|last|started|ended|enrolled/.test(name) ? 'time' : 'number';
}

/** Names of the outermost SELECT's columns, as far as a guess goes. */
function aliases(sql: string): string[] {
  const head = sql.split(/\bFROM\b/)[0] ?? '';
  const named = [...head.matchAll(/\bAS (\w+)/g)].map((match) => match[1] ?? '');
  const bare = /SELECT(?: DISTINCT)? (\w+)/.exec(sql)?.[1];
  return named.length > 0 ? [...new Set(named)] : [bare ?? 'value'];
}

function toFrame(refId: string, columns: readonly Column[], meta: object = {}): object {
  return {
    schema: { refId, meta, fields: columns.map(({ name, type, labels }) => ({ name, type, labels })) },
    data: { values: columns.map((column) => column.values) },
  };
}

function timeSeries(refId: string, from: number, to: number): object {
  const points = 48;
  const times = Array.from({ length: points }, (_value, index) => from + ((index + 0.5) * (to - from)) / points);
  const series = ['process', 'network', 'auth'].map((name, number) => ({
    name: 'events',
    type: 'number',
    labels: { category: name },
    values: times.map((_time, index) => Math.round(40 + 30 * Math.sin(index / (4 + number)) + 10 * number)),
  }));
  return toFrame(refId, [{ name: 'time', type: 'time', values: times }, ...series], { type: 'timeseries-wide' });
}

function table(refId: string, sql: string, from: number, to: number): object {
  const names = aliases(sql);
  const rows = names.length === 1 && /count|uniq|max|sum/i.test(sql) ? 1 : 30;
  const columns = names.map((name) => {
    const values = Array.from({ length: rows }, (_value, row) => valueOf(name, row, from, to));
    return { name, type: typeOf(values[0], name), values };
  });
  return toFrame(refId, columns, { executedQueryString: sql });
}

export type Mood = 'full' | 'empty' | 'slow' | 'failing';

function inventedBackend(mood: () => Mood): DatasourceBackend {
  return {
    queryData: async ({ queries, signal }) => {
      const now = mood();
      if (now === 'slow') {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      }
      const answers = queries.map(({ refId, model, from, to }) => {
        if (now === 'failing') {
          return [
            refId,
            {
              status: 400,
              error: "Unknown column 'CommandLin', did you mean 'CommandLine'? (code 47)",
              errorSource: 'downstream',
              frames: [],
              raw: [],
            },
          ];
        }
        const sql = String(model['rawSql'] ?? '');
        const frames =
          now === 'empty'
            ? []
            : [model['format'] === 'timeseries' ? timeSeries(refId, from, to) : table(refId, sql, from, to)];
        return [refId, { status: 200, frames, raw: [] }];
      });
      return Object.fromEntries(answers);
    },
    subscribeStream: async () => ({ status: 'not-found' }),
    runStream: async function* () {
      // No channels, so nothing to run.
    },
    checkHealth: async () => ({ status: 'OK', message: 'The store answers' }),
    callResource: async ({ path }) => ({
      status: 200,
      headers: { 'content-type': ['application/json'] },
      body: new TextEncoder().encode(JSON.stringify({ path })),
    }),
  };
}

/** Backends whose answers follow `mood`, asked anew at each query. */
export function inventedBackends(mood: () => Mood = () => 'full'): DatasourceBackends {
  const backend = inventedBackend(mood);
  return { backendOf: () => Promise.resolve(backend), stop: () => Promise.resolve() };
}
