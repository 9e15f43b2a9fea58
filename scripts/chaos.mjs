// Kills ingest and the embedded store at random moments under load, then compares: what was acknowledged is stored exactly once.
// Usage: npm run chaos -- [--kills 20] [--seed text] [--senders 6]. The last line is the result as JSON; exit code 1 on loss or doubles.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: 'chaos' },
    senders: { type: 'string', default: '6' },
  },
});
const kills = Number(options.kills);
const TOKEN = 'chaos-token-of-this-run';
const say = (line) => process.stderr.write(`${line}\n`);

/** Numbers in [0, 1) that depend on the seed alone. */
function randomNumbers(seed) {
  let counter = 0;
  return () => createHash('sha256').update(`${seed}/${counter++}`).digest().readUInt32LE(0) / 2 ** 32;
}

/** The library code that the run needs, and the command, bundled from the sources as they are. */
async function bundle() {
  const outdir = join(root, 'node_modules', '.cache', 'huntboard', 'chaos');
  mkdirSync(outdir, { recursive: true });
  const shared = {
    outExtension: { '.js': '.cjs' },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['chdb', '@chdb/*', '@huntboard/*/package.json'],
    logLevel: 'error',
    absWorkingDir: root,
  };
  const library =
    "export { startEmbedded } from '@huntboard/embedded'; export { createStore, migrate } from '@huntboard/clickhouse';";
  await build({ ...shared, stdin: { contents: library, resolveDir: root, sourcefile: 'library.js' } });
  await build({
    ...shared,
    entryPoints: { cli: 'backend-ingest/src/cli/cli.ts', 'lane-worker': 'backend-ingest/src/pipeline/lane-worker.ts' },
  });
  return { library: createRequire(import.meta.url)(join(outdir, 'stdin.cjs')), cli: join(outdir, 'cli.cjs') };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A process start with an identity of its own, so that doubles show in the tables behind `events` too. */
function event(marker, at) {
  const guid = createHash('md5').update(marker).digest('hex');
  const processGuid = `{${guid.slice(0, 8)}-${guid.slice(8, 12)}-${guid.slice(12, 16)}-${guid.slice(16, 20)}-${guid.slice(20)}}`;
  const time = new Date(at).toISOString();
  const data = {
    UtcTime: time.replace('T', ' ').replace('Z', ''),
    ProcessGuid: processGuid,
    ProcessId: String(1000 + (at % 50000)),
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: `cmd.exe /c echo ${marker}`,
    ParentImage: 'C:\\Windows\\explorer.exe',
    User: 'LAB\\anna',
  };
  const channel = 'Microsoft-Windows-Sysmon/Operational';
  return JSON.stringify({
    '@timestamp': time,
    winlog: {
      event_id: 1,
      channel,
      provider_name: 'Microsoft-Windows-Sysmon',
      computer_name: 'ws-01.lab',
      event_data: data,
    },
  });
}

/** The ingest service as a process that is started again whenever it ends. */
function superviseIngest(cli, directory, environment, log) {
  const state = { child: undefined, starts: 0, unexpected: [], stopping: false, killed: new Set() };
  const start = () => {
    state.starts++;
    const child = spawn(process.execPath, [cli, 'serve', '--data', directory], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', log, log],
    });
    state.child = child;
    child.on('exit', (code, signal) => {
      if (state.stopping) return;
      if (!state.killed.has(child.pid)) state.unexpected.push({ code, signal });
      setTimeout(start, 100);
    });
  };
  start();
  return state;
}

/** The store's child; between two of them there is none to kill. */
function killStore(pid) {
  try {
    if (pid !== 0) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** What has to end when the run breaks off. */
const cleanUp = [];

async function main() {
  const random = randomNumbers(options.seed);
  say(`chaos: seed ${options.seed}, ${kills} kills`);
  const { library, cli } = await bundle();
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-chaos-'));
  const password = 'chaos-password-of-this-run';
  const store = await library.startEmbedded({
    dataDir: join(directory, 'clickhouse'),
    port: 0,
    users: [{ name: 'writer', password, role: 'writer', database: 'huntboard' }],
  });
  const client = library.createStore({ url: store.url, user: 'writer', password, database: 'huntboard' });
  const migrated = await library.migrate(client, { owner: 'chaos' });
  if (!migrated.ok) throw new Error(migrated.error.message);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logPath = join(directory, 'ingest.log');
  const log = openSync(logPath, 'a');
  const ingest = superviseIngest(
    cli,
    directory,
    {
      HUNTBOARD_PORT: String(port),
      HUNTBOARD_LOG_LEVEL: 'warn',
      HUNTBOARD_EVENT_TOKENS: TOKEN,
      HUNTBOARD_BATCH_ROWS: '2000',
      HUNTBOARD_BATCH_SECONDS: '0.5',
      // Every event is counted here: the service sends none of its own.
      HUNTBOARD_CANARY_SECONDS: '0',
      HUNTBOARD_QUEUE_SEGMENT_BYTES: '200000',
      CLICKHOUSE_URL: store.url,
      CLICKHOUSE_USER: 'writer',
      CLICKHOUSE_PASSWORD: password,
    },
    log,
  );

  cleanUp.push(() => {
    ingest.stopping = true;
    ingest.child.kill('SIGKILL');
    store.kill();
  });

  const acknowledged = new Set();
  const unknown = new Set();
  let running = true;
  const send = async (sender) => {
    for (let n = 0; running; n++) {
      const markers = Array.from({ length: 1 + ((sender * 37 + n * 11) % 120) }, (_, i) => `s${sender}n${n}i${i}`);
      const body = gzipSync(markers.map((marker) => event(marker, Date.now())).join('\n'));
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-encoding': 'gzip' };
      try {
        const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body });
        const answer = await response.json();
        if (response.status === 200 && answer.accepted === markers.length)
          for (const marker of markers) acknowledged.add(marker);
        else if (response.status === 200) throw new Error(`accepted ${answer.accepted} of ${markers.length}`);
        else await sleep(200);
      } catch {
        // Nobody knows: it may have been stored, but not twice. It is not sent again.
        for (const marker of markers) unknown.add(marker);
        await sleep(50);
      }
    }
  };
  const senders = Array.from({ length: Number(options.senders) }, (_, sender) => send(sender));
  const books = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const sum = (name) =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    const uncounted = Number(/^huntboard_queue_uncounted_entries (\d+)/m.exec(text)?.[1] ?? 0);
    const [received, stored, filtered, quarantined] = ['received', 'stored', 'filtered', 'quarantined'].map((name) =>
      sum(`huntboard_events_${name}_total`),
    );
    return { received, stored, filtered, quarantined, queued: sum('huntboard_events_queued'), uncounted };
  };
  const unbalanced = [];
  const checkBooks = async () => {
    const now = await books().catch(() => undefined);
    if (now && now.received !== now.stored + now.filtered + now.quarantined + now.queued) unbalanced.push(now);
    return now;
  };

  const acknowledgement = async () => {
    const before = acknowledged.size;
    while (acknowledged.size === before) await sleep(20);
  };
  const done = [];
  for (let i = 0; i < kills; i++) {
    // Mostly under load, and now and then while the last kill is still being recovered from.
    if (random() < 0.75) await acknowledgement();
    await sleep(100 + random() * 2500);
    await checkBooks();
    const which = random() < 0.5 ? 'ingest' : random() < 0.7 ? 'store' : 'both';
    if (which !== 'store') {
      ingest.killed.add(ingest.child.pid);
      ingest.child.kill('SIGKILL');
    }
    if (which !== 'ingest') killStore(store.pid);
    done.push(which);
    say(`kill ${i + 1} of ${kills}: ${which}; ${acknowledged.size} acknowledged so far`);
  }
  await sleep(2000);
  running = false;
  await Promise.all(senders);
  say('load has ended; waiting until the queue is empty');
  const deadline = Date.now() + 120_000;
  let last;
  for (;;) {
    last = await checkBooks();
    if (last && last.queued === 0 && last.uncounted === 0) break;
    if (Date.now() > deadline) throw new Error(`the queue does not become empty: ${JSON.stringify(last)}`);
    await sleep(200);
  }

  const rows = await client.query(
    "SELECT extract(CommandLine, 'echo (.*)$') AS marker, count() AS n FROM events GROUP BY marker",
  );
  const stored = new Map(rows.map(({ marker, n }) => [marker, Number(n)]));
  const lost = [...acknowledged].filter((marker) => !stored.has(marker));
  const doubled = [...stored].filter(([, n]) => n > 1).map(([marker]) => marker);
  const strange = [...stored.keys()].filter((marker) => !acknowledged.has(marker) && !unknown.has(marker));
  const one = async (sql) => Number(Object.values((await client.query(sql))[0])[0]);
  const total = await one('SELECT count() FROM events');
  const seen = await one("SELECT sum(count) FROM seen WHERE kind = 'sender'");
  const images = await one("SELECT sum(count) FROM seen WHERE kind = 'image'");
  const processes = await one('SELECT uniqExact(proc_guid) FROM process');
  ingest.stopping = true;
  const ended = new Promise((resolve) => ingest.child.once('exit', resolve));
  ingest.child.kill('SIGTERM');
  const exitCode = await ended;
  await client.close();
  await store.stop();
  closeSync(log);

  const failures = [];
  if (lost.length > 0) failures.push(`${lost.length} acknowledged events are missing`);
  if (doubled.length > 0) failures.push(`${doubled.length} events are stored more than once`);
  if (strange.length > 0) failures.push(`${strange.length} stored events were never sent`);
  if (seen !== total || images !== total) failures.push(`seen counts ${seen} and ${images}, events ${total}`);
  if (processes !== total) failures.push(`${processes} processes, events ${total}`);
  if (unbalanced.length > 0) failures.push(`the books did not add up: ${JSON.stringify(unbalanced[0])}`);
  if (last.stored !== total) failures.push(`the books say ${last.stored} stored, the store has ${total}`);
  if (ingest.unexpected.length > 0) failures.push(`ingest ended by itself: ${JSON.stringify(ingest.unexpected)}`);
  if (exitCode !== 0) failures.push(`ingest ended with ${exitCode} on SIGTERM`);
  const count = (which) => done.filter((one) => one === which).length;
  const result = {
    seed: options.seed,
    kills: { ingest: count('ingest'), store: count('store'), both: count('both') },
    acknowledged: acknowledged.size,
    unknown: unknown.size,
    unknownStored: [...unknown].filter((marker) => stored.has(marker)).length,
    stored: total,
    lost: lost.length,
    doubled: doubled.length,
    seen,
    processes,
    books: last,
    failures,
  };
  if (failures.length === 0) rmSync(directory, { recursive: true, force: true });
  else say(`kept for a look: ${directory}\n${readFileSync(logPath, 'utf8').split('\n').slice(-20).join('\n')}`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(failures.length === 0 ? 0 : 1);
}

main().catch((error) => {
  say(`chaos: ${error.stack ?? error}`);
  for (const end of cleanUp) end();
  process.exit(2);
});
