// Figure: CPU and peak memory in the plugin for 100,000 and 1,000,000 rows of 8 mixed columns: the datasource itself, and beside it
// Arrow passed through uncompressed and LZ4, and a path by JSON written for the comparison.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { startTestStore } from '@huntboard/embedded';
import { startPluginHost } from '@huntboard/grafana-backend/testing';
import type { HostContext } from '@huntboard/grafana-backend/testing';
import { cpuSeconds, peakMb } from './support/process-cost.ts';

const ROUNDS = 3;
const root = resolve(dirname(require.resolve('@huntboard/grafana-backend/package.json')), '../..');

/** Time, host, category, text of 60 to 140 bytes, port, a number of 64 bits, a fraction, a number that is often missing. */
const rowsSql = (rows: number): string => `SELECT
  toDateTime64('2024-05-01 00:00:00', 9, 'UTC') + number / 1000 AS ts,
  concat('ws-', toString(number % 500)) AS host,
  ['process', 'network', 'file', 'registry'][number % 4 + 1] AS category,
  concat('"C:\\\\Program Files\\\\Vendor\\\\Application\\\\', hex(sipHash64(number % 5000)), '.exe" --id=', toString(number), ' ', substring('${'--flag=value '.repeat(6)}', 1, number % 80)) AS command,
  toUInt16(number % 65536) AS port, sipHash64(number) AS hash, number / 7 AS score, if(number % 3 = 0, NULL, toUInt32(number)) AS pid
  FROM numbers(${rows})`;

/** A plugin in the working directory of the benchmark, started as Grafana starts one. */
function comparedPlugin(): string {
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-frames-'));
  buildSync({
    entryPoints: [join(root, 'benchmarks/frames/compared-plugin.ts')],
    outfile: join(directory, 'backend.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  const executable = join(directory, 'gpx_compared');
  writeFileSync(executable, `#!/bin/sh\nexec "${process.execPath}" "\${0%/*}/backend.cjs"\n`);
  chmodSync(executable, 0o755);
  return executable;
}

function builtDatasource(): string {
  const out = mkdtempSync(join(tmpdir(), 'huntboard-frames-'));
  execFileSync(process.execPath, [join(root, 'plugins/huntboard-datasource/build-backend.mjs'), '--out', out]);
  return join(out, `gpx_huntboard_${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`);
}

interface Figure {
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly frameMb: number;
}

interface Case {
  readonly executable: string;
  readonly context: HostContext;
  readonly model: (sql: string) => Readonly<Record<string, unknown>>;
}

/** One answer of a fresh process that has answered once before. Least CPU of some rounds: other load only ever adds. */
async function measure({ executable, context, model }: Case, rows: number): Promise<Figure> {
  let best: Figure | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const host = await startPluginHost({ executable });
    const ask = async (count: number): Promise<number> => {
      const query = { refId: 'A', model: model(rowsSql(count)), from: 0, to: 1 };
      const { A } = await host.queryData({ context, queries: [query] });
      if (A?.error !== undefined || A === undefined) throw new Error(A?.error ?? 'no answer');
      return A.raw[0]?.byteLength ?? 0;
    };
    await ask(1_000);
    const before = cpuSeconds(host.pid());
    const bytes = await ask(rows);
    const figure = {
      cpuSeconds: Math.round((cpuSeconds(host.pid()) - before) * 100) / 100,
      peakMb: Math.round(peakMb(host.pid())),
      frameMb: Math.round(bytes / 1e6),
    };
    await host.shutdown();
    if (best === undefined || figure.cpuSeconds < best.cpuSeconds) best = figure;
  }
  if (best === undefined) throw new Error('no rounds');
  return best;
}

async function main(): Promise<void> {
  const store = await startTestStore();
  try {
    const { url, reader } = store;
    const datasource = {
      uid: 'frames',
      url,
      user: reader.user,
      jsonData: { username: reader.user, defaultDatabase: 'huntboard', limits: { maxRows: 1_000_000, maxBytes: 1e9 } },
      secureJsonData: { password: reader.password },
    };
    const context: HostContext = { datasource };
    const compared = comparedPlugin();
    const by = (path: string): Case => ({ executable: compared, context, model: (sql) => ({ path, sql }) });
    const cases: Readonly<Record<string, Case>> = {
      datasource: { executable: builtDatasource(), context, model: (sql) => ({ kind: 'sql', sql }) },
      passThroughUncompressed: by('none'),
      passThroughLz4: by('lz4_frame'),
      json: by('json'),
    };
    const figures: Record<string, Record<string, Figure>> = {};
    for (const rows of [100_000, 1_000_000]) {
      const found: Record<string, Figure> = {};
      for (const [name, one] of Object.entries(cases)) {
        found[name] = await measure(one, rows);
        process.stderr.write(`${rows} rows, ${name}: ${JSON.stringify(found[name])}\n`);
      }
      figures[`rows${rows}`] = found;
    }
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'frames', bars: { cpuSeconds: 0.6, peakMb: 300 }, ...figures })}\n`,
    );
  } finally {
    await store.stop();
  }
}

void main();
