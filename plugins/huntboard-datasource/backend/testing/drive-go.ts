// `npm run test:go`: packages the plugin, starts a store, writes random frames, and lets Grafana's own Go libraries judge.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeFrame, frameBytes, longToWide, SeriesShapeError } from '@huntboard/grafana-backend';
import type { Field, FieldType, FieldValue, FillMissing, Frame } from '@huntboard/grafana-backend';
import { CONTEXT, QUERIES, fill, startQueryStore } from '@huntboard/query/testing';

const FRAMES = 500;

/** The same frames every time: a difference that Go finds can be looked at again. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const VALUE_TYPES: readonly FieldType[] = [
  'float64',
  'float32',
  'int64',
  'uint64',
  'int32',
  'uint8',
  'int16',
  'uint16',
];

function cellOf(type: FieldType, random: (below: number) => number): FieldValue {
  if (type === 'int64') return BigInt(random(1_000_000)) - 500_000n;
  if (type === 'uint64') return BigInt(random(1_000_000));
  if (type === 'float64' || type === 'float32') return random(8000) / 8 - 500;
  return random(100);
}

/** Rows of time, labels and numbers: sorted mostly, with times that repeat, nulls, and now and then something to refuse. */
function randomFrame(random: (below: number) => number): Frame {
  const rows = random(40) === 0 ? 0 : 1 + random(40);
  const column = (make: () => FieldValue, nullable: boolean): FieldValue[] =>
    Array.from({ length: rows }, () => (nullable && random(6) === 0 ? null : make()));
  let now = 1_700_000_000_000_000_000n;
  const unsorted = random(25) === 0;
  const timeNullable = random(4) === 0;
  const times = Array.from({ length: rows }, (): FieldValue => {
    if (timeNullable && random(100) === 0) return null;
    now += BigInt(random(3)) * 1_000_000_000n;
    return unsorted && random(4) === 0 ? now - 5_000_000_000n : now;
  });
  const fields: Field[] = [{ name: 'time', type: 'time', nullable: timeNullable, values: times }];
  for (let n = random(12) === 0 ? 0 : 1 + random(3); n > 0; n--) {
    const bool = random(3) === 0;
    const nullable = random(2) === 0;
    const values = column(
      () => (bool ? random(2) === 0 : (['', 'a', 'b', 'ä', 'B', 'aa', '10', '9'][random(8)] ?? '')),
      nullable,
    );
    fields.push({ name: `label${random(60) === 0 ? 1 : n}`, type: bool ? 'bool' : 'string', nullable, values });
  }
  for (let n = random(30) === 0 ? 0 : 1 + random(3); n > 0; n--) {
    const type = VALUE_TYPES[random(VALUE_TYPES.length)] ?? 'float64';
    const nullable = random(2) === 0;
    fields.push({
      name: random(3) === 0 ? 'v' : `v${n}`,
      type,
      nullable,
      values: column(() => cellOf(type, random), nullable),
    });
  }
  for (let at = fields.length - 1; at > 0; at--) {
    const other = random(at + 1);
    const [a, b] = [fields[at], fields[other]];
    if (a !== undefined && b !== undefined) [fields[at], fields[other]] = [b, a];
  }
  return { name: 'long', refId: 'A', meta: { executedQueryString: 'q' }, fields };
}

const FILLS: readonly (FillMissing | undefined)[] = [
  undefined,
  { mode: 'null' },
  { mode: 'previous' },
  { mode: 'value', value: 7 },
];

function writeFrames(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const random = randomSource(20_260_801);
  for (let n = 0; n < FRAMES; n++) {
    const frame = randomFrame(random);
    const fillMissing = FILLS[random(FILLS.length)];
    let error: string | undefined;
    try {
      writeFileSync(join(directory, `${n}.wide.arrow`), frameBytes(encodeFrame(longToWide(frame, fillMissing))));
    } catch (thrown) {
      if (!(thrown instanceof SeriesShapeError)) throw thrown;
      error = thrown.message;
    }
    writeFileSync(join(directory, `${n}.long.arrow`), frameBytes(encodeFrame(frame)));
    writeFileSync(join(directory, `${n}.json`), JSON.stringify({ fill: fillMissing ?? null, error: error ?? null }));
  }
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'huntboard-go-'));
  const store = await startQueryStore();
  try {
    await fill(store);
    const library = dirname(require.resolve('@huntboard/grafana-backend/package.json'));
    const pluginDir = join(scratch, 'plugin');
    const packager = join(library, '../../plugins/huntboard-datasource/package-backend.mjs');
    execFileSync(process.execPath, [packager, '--out', pluginDir], { stdio: ['ignore', 'ignore', 'inherit'] });
    const executable = readdirSync(pluginDir).find((name) => name.startsWith('gpx_') && !name.endsWith('.bin'));
    const framesDir = join(scratch, 'frames');
    writeFrames(framesDir);
    const { url, reader } = store.server;
    const spec = {
      executable: join(pluginDir, executable ?? ''),
      url,
      jsonData: { username: reader.user, defaultDatabase: 'huntboard' },
      secureJsonData: { password: reader.password },
      ...CONTEXT.timeRange,
      queries: QUERIES,
      tailQuery: { kind: 'events', format: 'logs' },
      framesDir,
      frames: FRAMES,
    };
    const file = join(scratch, 'spec.json');
    writeFileSync(file, JSON.stringify(spec));
    const sources = join(library, 'testing/go');
    const args = ['test', '-count=1', ...process.argv.slice(2), '.', '-args', '-spec', file];
    const run = spawnSync('go', args, { cwd: sources, stdio: 'inherit' });
    process.exitCode = run.status ?? 1;
  } finally {
    await store.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();
