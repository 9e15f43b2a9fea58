// Figure: end to end over HTTP with the real events of the corpus: rate, CPU of Node and of the engine, latency, and the ratio to the
// engine's own insert of the same rows. Options: --passes N (over the corpus), --senders N, --outage SECONDS (the store away at full load),
// --rules DIR (judge by the rules there, and no others; without it detection is off). With rules, events that a rule hits are sent
// into the half load, or into the load of --rate EVENTS (a second), and the time from acknowledgement to visible alert is measured.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Agent, request } from 'node:http';
import { createStore, migrate, type Store } from '@huntboard/clickhouse';
import { startEmbedded, type Embedded } from '@huntboard/embedded';
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { measureAlertDelays, writeMarkerRule } from './support/alert-markers.ts';
import { cpuSeconds, residentMb } from './support/process-cost.ts';

const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');
const TOKEN = 'benchmark-token';
const PER_BODY = 1000;
const BLOCK_ROWS = 20_000;
const { values: options } = parseArgs({
  options: {
    passes: { type: 'string', default: '2' },
    senders: { type: 'string', default: '8' },
    outage: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '20' },
    rules: { type: 'string' },
    rate: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

interface Body {
  readonly bytes: Buffer;
  readonly events: number;
}

function corpusLines(): string[] {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  const files = readdirSync(corpus).filter((name) => name.startsWith('otrf__'));
  return files.flatMap((name) =>
    gunzipSync(readFileSync(join(corpus, name)))
      .toString('latin1')
      .split('\n')
      .filter((line) => line.trim() !== ''),
  );
}

function bodiesOf(lines: readonly string[]): Body[] {
  const bodies: Body[] = [];
  for (let i = 0; i < lines.length; i += PER_BODY) {
    const part = lines.slice(i, i + PER_BODY);
    bodies.push({ bytes: gzipSync(Buffer.from(part.join('\n'), 'latin1')), events: part.length });
  }
  return bodies;
}

/** Waits until the engine has nothing left to do: merges are part of what an insert costs. */
async function untilQuiet(pid: number): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const before = cpuSeconds(pid);
    await sleep(1000);
    quiet = cpuSeconds(pid) - before < 0.08 ? quiet + 1 : 0;
  }
}

const agent = new Agent({ keepAlive: true });

function post(url: string, body: Buffer): Promise<number> {
  return new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-encoding': 'gzip', 'content-length': body.length };
    const call = request(`${url}/api/v1/events`, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => done(response.statusCode ?? 0));
    });
    call.on('error', fail);
    call.end(body);
  });
}

async function metrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

const metric = (text: string, name: string): number => {
  let total = 0;
  for (const line of text.split('\n'))
    if (line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)))
      total += Number(line.slice(line.lastIndexOf(' ') + 1));
  return total;
};

/** A quantile of a histogram, between two readings, linear within its bucket. */
function histogramQuantile(before: string, after: string, name: string, q: number): number {
  const read = (text: string): [number, number][] =>
    text.split('\n').flatMap((line): [number, number][] => {
      const match = new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)`).exec(line);
      return match === null ? [] : [[match[1] === '+Inf' ? Infinity : Number(match[1]), Number(match[2])]];
    });
  const earlier = new Map(read(before));
  const buckets = read(after).map(([le, count]): [number, number] => [le, count - (earlier.get(le) ?? 0)]);
  const wanted = (buckets.at(-1)?.[1] ?? 0) * q;
  let [low, below] = [0, 0];
  for (const [le, count] of buckets) {
    if (count >= wanted)
      return le === Infinity ? low : low + ((le - low) * (wanted - below)) / Math.max(1, count - below);
    [low, below] = [le, count];
  }
  return low;
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;

interface Service {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
}

async function startService(store: Embedded, password: string, directory: string): Promise<Service> {
  const cli = resolve('backend-ingest/dist/cli.cjs');
  if (!existsSync(cli)) throw new Error(`${cli} is missing: run npm run build first`);
  const child = spawn(process.execPath, [cli, 'serve', '--data', directory, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      HUNTBOARD_EVENT_TOKENS: TOKEN,
      HUNTBOARD_RULES_BUILTIN: 'off',
      HUNTBOARD_CANARY_SECONDS: '0',
      ...(options.rules === undefined
        ? { HUNTBOARD_DETECTION: 'off' }
        : {
            HUNTBOARD_DETECTION: 'on',
            HUNTBOARD_RULES_DIRS: [resolve(options.rules), writeMarkerRule(directory)].join(','),
          }),
      HUNTBOARD_QUEUE_MAX_BYTES: String(16 * 1024 ** 3),
      CLICKHOUSE_URL: store.url,
      CLICKHOUSE_USER: 'writer',
      CLICKHOUSE_PASSWORD: password,
    },
  });
  const url = await new Promise<string>((done, fail) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      const match = /"url":"([^"]+)"/.exec(text);
      if (match !== null) done(match[1]!);
      else if (/"level":(50|60)/.test(text)) say(text);
    });
    child.on('exit', (code) => fail(new Error(`the service ended with ${code}`)));
  });
  return { child, pid: child.pid!, url };
}

async function untilStored(url: string): Promise<void> {
  for (;;) {
    const text = await metrics(url);
    if (metric(text, 'huntboard_events_queued') === 0) return;
    await sleep(100);
  }
}

async function untilRulesInForce(url: string): Promise<void> {
  const began = performance.now();
  while (metric(await metrics(url), 'huntboard_rules_in_force_timestamp_seconds') === 0) await sleep(50);
  const text = await metrics(url);
  const active = /^huntboard_rules\{state="active"\} (\d+)/m.exec(text)?.[1] ?? '0';
  say(`${active} rules in force ${round((performance.now() - began) / 1000)} s after the service listened`);
}

/** Full load: every sender sends as soon as it was answered. */
async function fullLoad(
  service: Service,
  bodies: readonly Body[],
  passes: number,
  senders: number,
): Promise<{ events: number; seconds: number; busy: number }> {
  let next = 0;
  let sent = 0;
  let busy = 0;
  const began = performance.now();
  const work = async (): Promise<void> => {
    while (next < bodies.length * passes) {
      const body = bodies[next++ % bodies.length]!;
      for (;;) {
        const status = await post(service.url, body.bytes);
        if (status === 200) break;
        if (status !== 429) throw new Error(`status ${status}`);
        busy++;
        await sleep(100);
      }
      sent += body.events;
    }
  };
  await Promise.all(Array.from({ length: senders }, work));
  await untilStored(service.url);
  return { events: sent, seconds: (performance.now() - began) / 1000, busy };
}

/** Open loop at a rate: latencies of acknowledgements, ms. */
async function steadyLoad(service: Service, bodies: readonly Body[], rate: number, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  const running = new Set<Promise<void>>();
  const began = performance.now();
  let due = 0;
  for (let n = 0; performance.now() - began < seconds * 1000; n++) {
    const body = bodies[n % bodies.length]!;
    const wait = due - (performance.now() - began);
    if (wait > 0) await sleep(wait);
    due += (body.events / rate) * 1000;
    const start = performance.now();
    const task: Promise<void> = post(service.url, body.bytes).then((status) => {
      if (status === 200) latencies.push(performance.now() - start);
      running.delete(task);
    });
    running.add(task);
  }
  await Promise.all(running);
  return latencies.sort((a, b) => a - b);
}

/** CPU seconds of the engine for the same rows in blocks as the service makes them, merges included. */
async function engineAlone(
  store: Store,
  pid: number,
  bodies: readonly Body[],
  passes: number,
): Promise<{ cpu: number; rows: number }> {
  let cpu = 0;
  let rows = 0;
  let token = 0;
  const builder = new NativeBlockBuilder(events);
  const now = Date.now();
  const flush = async (): Promise<void> => {
    const count = builder.rows;
    const block = builder.finish();
    const before = cpuSeconds(pid);
    const settings = { max_partitions_per_insert_block: '0' } as const;
    await store.insertNative('events', block, { dedupToken: `alone-${token++}`, rows: count, settings });
    cpu += cpuSeconds(pid) - before;
    rows += count;
  };
  const pending: Promise<void>[] = [];
  const decoder = createDecoder({
    limits: {
      maxEventBytes: 1 << 20,
      maxDepth: 64,
      maxFields: 1000,
      minTime: Date.UTC(2000, 0),
      maxFutureMs: 86_400_000,
    },
    osqueryTable: () => undefined,
    now: () => now,
  });
  let index = 0;
  const sink = {
    row: (row: Parameters<NativeBlockBuilder['append']>[0]): void => {
      row[COL.ingested_at] = now;
      row[COL.event_id] =
        `0199${(index >>> 16).toString(16).padStart(4, '0')}-0000-7000-8000-${(index++).toString(16).padStart(12, '0')}`;
      row[COL.retention_days] = 90;
      row[COL.raw_days] = 30;
      builder.append(row);
    },
    quarantine: () => undefined,
  };
  for (let pass = 0; pass < passes; pass++)
    for (const body of bodies) {
      decoder.decode(gunzipSync(body.bytes), { receivedAt: now, input: 'file', origin: 'benchmark' }, sink);
      if (builder.rows >= BLOCK_ROWS) await flush();
    }
  if (builder.rows > 0) await flush();
  await Promise.all(pending);
  return { cpu, rows };
}

async function outage(
  service: Service,
  store: Embedded,
  bodies: readonly Body[],
  seconds: number,
): Promise<Record<string, number>> {
  say(`the store stops for ${seconds} s at full load …`);
  process.kill(store.pid, 'SIGSTOP');
  let peak = 0;
  let sent = 0;
  let refused = 0;
  const began = performance.now();
  const running = (): boolean => performance.now() - began < seconds * 1000;
  const watch = (async () => {
    while (running()) {
      peak = Math.max(peak, residentMb(service.pid));
      await sleep(200);
    }
  })();
  let next = 0;
  const work = async (): Promise<void> => {
    while (running()) {
      const body = bodies[next++ % bodies.length]!;
      if ((await post(service.url, body.bytes)) === 200) sent += body.events;
      else {
        refused++;
        await sleep(100);
      }
    }
  };
  await Promise.all([watch, ...Array.from({ length: 8 }, work)]);
  const rate = sent / seconds;
  process.kill(store.pid, 'SIGCONT');
  const back = performance.now();
  const watching = { on: true };
  const after = (async () => {
    while (watching.on) {
      peak = Math.max(peak, residentMb(service.pid));
      await sleep(200);
    }
  })();
  await untilStored(service.url);
  watching.on = false;
  await after;
  return {
    outageSeconds: seconds,
    outageEventsPerSecond: Math.round(rate),
    outageRefused: refused,
    outagePeakMb: Math.round(peak),
    catchUpSeconds: round((performance.now() - back) / 1000),
  };
}

const round = (value: number): number => Number(value.toFixed(2));

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-bench-'));
  const password = 'benchmark-password';
  const lines = corpusLines();
  const bodies = bodiesOf(lines);
  const store = await startEmbedded({
    dataDir: join(directory, 'clickhouse'),
    port: 0,
    users: [{ name: 'writer', password, role: 'writer', database: 'huntboard' }],
  });
  const client = createStore({ url: store.url, user: 'writer', password, database: 'huntboard' });
  let service: Service | undefined;
  try {
    const migrated = await migrate(client, { owner: 'benchmark' });
    if (!migrated.ok) throw new Error(migrated.error.message);
    service = await startService(store, password, join(directory, 'data'));
    const passes = Number(options.passes);
    if (options.rules !== undefined) await untilRulesInForce(service.url);
    say('warming up …');
    await fullLoad(service, bodies.slice(0, 40), 1, 4);
    await untilQuiet(store.pid);

    say('full load …');
    const node0 = cpuSeconds(service.pid);
    const engine0 = cpuSeconds(store.pid);
    const full = await fullLoad(service, bodies, passes, Number(options.senders));
    const fullMb = residentMb(service.pid);
    await untilQuiet(store.pid);
    const perMillion = 1e6 / full.events;
    const nodeCpu = (cpuSeconds(service.pid) - node0) * perMillion;
    const engineCpu = (cpuSeconds(store.pid) - engine0) * perMillion;
    const rate = full.events / full.seconds;
    say(
      `${Math.round(rate)} events/s, CPU s per million: Node ${round(nodeCpu)}, engine ${round(engineCpu)}; ${Math.round(fullMb)} MB`,
    );

    say('half load …');
    const before = await metrics(service.url);
    const { url } = service;
    const steadyRate = options.rate === undefined ? rate / 2 : Number(options.rate);
    const steady = steadyLoad(service, bodies, steadyRate, Number(options.seconds));
    const sendMarker = async (line: string): Promise<boolean> => (await post(url, gzipSync(line))) === 200;
    const markers = options.rules === undefined ? undefined : await measureAlertDelays(client, sendMarker, steady);
    const latencies = await steady;
    await untilStored(service.url);
    const after = await metrics(service.url);
    const queryable = histogramQuantile(before, after, 'huntboard_queryable_seconds', 0.95);
    say(
      `acknowledged p50 ${round(quantile(latencies, 0.5))}, p99 ${round(quantile(latencies, 0.99))} ms; queryable p95 ${round(queryable)} s`,
    );
    const alertSeconds = (q: number): number => round(quantile(markers?.delays ?? [], q) / 1000);
    if (markers !== undefined)
      say(
        `acknowledged to visible alert: ${markers.delays.length} markers, p50 ${alertSeconds(0.5)}, p95 ${alertSeconds(0.95)} s; ${markers.lost} lost`,
      );
    await untilQuiet(store.pid);

    const outageSeconds = Number(options.outage);
    const away = outageSeconds > 0 ? await outage(service, store, bodies, outageSeconds) : {};
    if (outageSeconds > 0) say(JSON.stringify(away));

    say('the engine alone …');
    await untilQuiet(store.pid);
    for (const table of ['events', 'process', 'seen']) await client.command(`TRUNCATE TABLE ${table}`);
    await untilQuiet(store.pid);
    const alone0 = cpuSeconds(store.pid);
    const alone = await engineAlone(client, store.pid, bodies, passes);
    await untilQuiet(store.pid);
    const aloneCpu = ((cpuSeconds(store.pid) - alone0) * 1e6) / alone.rows;

    const result = {
      benchmark: 'ingest',
      events: full.events,
      eventsPerSecond: Math.round(rate),
      cpuSecondsPerMillion: { node: round(nodeCpu), engine: round(engineCpu), total: round(nodeCpu + engineCpu) },
      engineAlonePerMillion: round(aloneCpu),
      ratioToEngine: round((nodeCpu + engineCpu) / aloneCpu),
      halfLoad: {
        eventsPerSecond: Math.round(steadyRate),
        ackP50Ms: round(quantile(latencies, 0.5)),
        ackP99Ms: round(quantile(latencies, 0.99)),
        queryableP95Seconds: round(queryable),
      },
      ...(markers === undefined
        ? {}
        : {
            hits: metric(after, 'huntboard_rule_hits_total'),
            alertVisible: {
              markers: markers.delays.length,
              lost: markers.lost,
              p50Seconds: alertSeconds(0.5),
              p95Seconds: alertSeconds(0.95),
            },
          }),
      residentMb: Math.round(fullMb),
      busyAnswers: full.busy,
      ...away,
      bars: {
        total55: nodeCpu + engineCpu <= 55,
        ratio2: (nodeCpu + engineCpu) / aloneCpu <= 2,
        ack60: quantile(latencies, 0.99) <= 60,
        queryable3: queryable <= 3,
        ...(markers === undefined ? {} : { alertVisible2: markers.lost === 0 && alertSeconds(0.95) <= 2 }),
      },
    };
    console.log(JSON.stringify(result));
  } finally {
    service?.child.removeAllListeners('exit');
    service?.child.kill('SIGKILL');
    await client.close();
    await store.stop();
    agent.destroy();
    rmSync(directory, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
