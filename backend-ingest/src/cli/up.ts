// `huntboard up` (npm start): everything on one machine: store, ingest, preview, and the demo in it.
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { startEmbedded, type Embedded } from '@huntboard/embedded';
import type { Command } from 'commander';
import { readConfig, type Config } from '../config.ts';
import { openStore, packageDirectory, startIngest, type Ingest } from '../main.ts';
import { retentionAssigner } from '../stages/assign-retention.ts';
import { lockDirectory, QueueLockedError } from '../pipeline/queue/lock.ts';
import { credentialsPath, ensureCredentials, type Credentials } from './credentials.ts';
import { endOnSignal } from './end-on-signal.ts';
import { ensureBuilt } from './ensure-built.ts';
import { migrateStore } from './migrate.ts';
import { playDemoInto } from './play-demo.ts';
import { nextDemoStep, readDemoMark, writeDemoMark } from './past/demo-mark.ts';
import { playPast } from './past/play-past.ts';
import { CommandError } from './report-failure.ts';

interface Options {
  readonly data?: string;
  readonly empty?: true;
  readonly preview: boolean;
  readonly json?: true;
}

const DATABASE = 'huntboard';

type Say = (line: string) => void;

/** Something that was started and has to be ended, in reverse order. */
interface Part {
  readonly name: string;
  stop(): Promise<void>;
}

async function checkPort(port: number, host: string, what: string, remedy: string): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    probe.listen({ port, host, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CommandError(
      `port ${port} (${what}) is in use: perhaps by another Huntboard; stop what uses it, or ${remedy}`,
    );
  } finally {
    probe.close();
  }
}

function lockData(dataDirectory: string): () => void {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  try {
    return lockDirectory(dataDirectory);
  } catch (error) {
    if (!(error instanceof QueueLockedError)) throw error;
    throw new CommandError(
      `Huntboard already runs on ${dataDirectory} (process ${error.pid}); stop it first, or use another directory (--data DIR)`,
    );
  }
}

/** The embedded store with a writer and a reader; undefined when a server is configured. */
async function startStore(
  config: Config,
  dataDirectory: string,
  credentials: Credentials,
  say: Say,
): Promise<Embedded | undefined> {
  if (config.store.url !== '') return undefined;
  say('starting the embedded ClickHouse …');
  return startEmbedded({
    dataDir: join(dataDirectory, 'clickhouse'),
    port: config.settings.HUNTBOARD_STORE_PORT,
    niceness: config.settings.HUNTBOARD_STORE_NICENESS,
    users: [
      { name: credentials.writer.user, password: credentials.writer.password, role: 'writer', database: DATABASE },
      { name: credentials.reader.user, password: credentials.reader.password, role: 'reader', database: DATABASE },
    ],
    log: (line) => {
      if (config.settings.HUNTBOARD_LOG_LEVEL === 'debug') say(line);
    },
  });
}

/** The configuration with what the installation made for itself, where the environment says nothing. */
function complete(config: Config, embedded: Embedded | undefined, credentials: Credentials): Config {
  const { url, user, password } = config.store;
  const { eventTokens, enrollSecrets } = config;
  const hasTokens = eventTokens.given.length > 0 || eventTokens.file !== undefined;
  const hasSecrets = enrollSecrets.given.length > 0 || enrollSecrets.file !== undefined;
  const own = (secret: string): Config['eventTokens'] => ({ given: [{ name: '', secret }], file: undefined });
  return {
    ...config,
    eventTokens: hasTokens ? eventTokens : own(credentials.event_token),
    enrollSecrets: hasSecrets ? enrollSecrets : own(credentials.enroll_secret),
    adminTokens:
      config.adminTokens.length > 0 || credentials.admin_token === undefined
        ? config.adminTokens
        : [{ name: '', secret: credentials.admin_token }],
    controlTokens:
      config.controlTokens.given.length > 0 ||
      config.controlTokens.file !== undefined ||
      credentials.control_token === undefined
        ? config.controlTokens
        : own(credentials.control_token),
    store: {
      ...config.store,
      ...(embedded === undefined
        ? { url, user, password }
        : { url: embedded.url, user: credentials.writer.user, password: credentials.writer.password }),
    },
  };
}

async function startPreview(
  ingest: Ingest,
  config: Config,
  credentials: Credentials,
  embedded: Embedded | undefined,
  root: string,
): Promise<Part & { url: string }> {
  const { startPreview: start } = await import('@huntboard/preview');
  const token = config.controlTokens.given[0]?.secret;
  const { url, user, password, database } = config.store;
  const reader =
    embedded === undefined
      ? { user: config.reader.user || user, password: config.reader.password || password }
      : credentials.reader;
  const preview = await start({
    root,
    port: config.settings.HUNTBOARD_PREVIEW_PORT,
    store: { url, database, ...reader },
    ...(token === undefined ? {} : { control: { url: ingest.url, token } }),
  });
  return { name: 'preview', url: preview.url, stop: () => preview.stop() };
}

async function up(options: Options): Promise<void> {
  const began = Date.now();
  const say: Say = (line) => void process.stderr.write(`${line}\n`);
  const root = resolve(packageDirectory(), '..');
  const given = readConfig({ HUNTBOARD_DATA: options.data });
  // The log of the service goes where the progress goes: only what needs attention is shown there.
  const environmentConfig =
    given.settings.HUNTBOARD_LOG_LEVEL === 'info'
      ? readConfig({ HUNTBOARD_DATA: options.data, HUNTBOARD_LOG_LEVEL: 'warn' })
      : given;
  const dataDirectory = resolve(environmentConfig.settings.HUNTBOARD_DATA);
  const ending = endOnSignal();
  const unlock = lockData(dataDirectory);
  const parts: Part[] = [];
  const stopAll = async (): Promise<void> => {
    for (const part of parts.reverse()) await part.stop();
    unlock();
  };
  try {
    const { settings, store: configured } = environmentConfig;
    await checkPort(settings.HUNTBOARD_PORT, settings.HUNTBOARD_HOST, 'ingest', 'set HUNTBOARD_PORT');
    if (configured.url === '')
      await checkPort(
        settings.HUNTBOARD_STORE_PORT,
        '127.0.0.1',
        'embedded ClickHouse',
        'set HUNTBOARD_STORE_PORT or CLICKHOUSE_URL',
      );
    if (options.preview)
      await checkPort(
        settings.HUNTBOARD_PREVIEW_PORT,
        '127.0.0.1',
        'preview',
        'set HUNTBOARD_PREVIEW_PORT, or start with --no-preview',
      );
    await ensureBuilt(root, say);
    const credentials = ensureCredentials(dataDirectory);
    const embedded = await startStore(environmentConfig, dataDirectory, credentials, say);
    if (embedded !== undefined) parts.push({ name: 'store', stop: () => embedded.stop() });
    const config = complete(environmentConfig, embedded, credentials);
    await migrateStore(config);
    const ingest = await startIngest({ config });
    parts.push({ name: 'ingest', stop: () => ingest.stop() });
    const preview = options.preview ? await startPreview(ingest, config, credentials, embedded, root) : undefined;
    if (preview !== undefined) {
      parts.push(preview);
      say(`  preview: ${preview.url}`);
    }
    const live = options.empty === true ? undefined : await demo(ingest, config, dataDirectory, say);
    if (live !== undefined) parts.push(live);
    announce(
      { ingest, embedded, config, preview: preview?.url, dataDirectory, seconds: (Date.now() - began) / 1000 },
      options,
    );
    await ending;
    say('\nending: what is in memory is stored first (Ctrl-C again ends at once)');
    await stopAll();
    process.exit(0);
  } catch (error) {
    await stopAll().catch(() => undefined);
    throw error;
  }
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Plays the demo into a store that holds no events; elsewhere it would mix with what is there. */
async function demo(ingest: Ingest, config: Config, dataDirectory: string, say: Say): Promise<Part | undefined> {
  const store = openStore(config.store, { attempts: 4 });
  const mark = readDemoMark(dataDirectory);
  const since = (mark?.now ?? Date.now()) - 2 * DAY_MS;
  let began: number;
  try {
    const [row] = await store.query<{ events: string; recent: string }>(
      `SELECT count() AS events, countIf(ingested_at >= fromUnixTimestamp64Milli({since:Int64})) AS recent FROM events WHERE category != 'canary'`,
      { params: { since } },
    );
    const there = { events: Number(row?.events ?? 0), recent: Number(row?.recent ?? 0) };
    const step = nextDemoStep(mark, there, Date.now());
    if (step.kind === 'leave') {
      say(`  ${step.why}`);
      return undefined;
    }
    began = step.now;
    writeDemoMark(dataDirectory, { now: began, stage: 'past' });
    const { limits, sources } = config.detection;
    const past = await playPast(store, began, {
      alertDays: limits.alertDays,
      windowMs: sources?.windowMs ?? HOUR_MS,
      canonicalHost: config.settings.HUNTBOARD_CANONICAL_HOST,
      assignRetention: retentionAssigner(config.retention),
    });
    say(`the past of the SOC: ${past.alerts} alerts of two weeks, ${past.actions} actions, ${past.incidents} cases`);
  } finally {
    await store.close();
  }
  say('playing the demo: a small company, and two attacks on it …');
  writeDemoMark(dataDirectory, { now: began, stage: 'playing' });
  const eventToken = config.eventTokens.given[0]?.secret ?? '';
  const enrollSecret = config.enrollSecrets.given[0]?.secret ?? '';
  const played = await playDemoInto({ url: ingest.url, eventToken, enrollSecret }, (error) =>
    say(`the demo has ended: ${error instanceof Error ? error.message : String(error)}`),
  );
  writeDemoMark(dataDirectory, { now: began, stage: 'told' });
  const { events, quarantined } = played.history;
  say(`  ${events} events${quarantined === 0 ? '' : `, ${quarantined} quarantined`}`);
  return { name: 'demo', stop: () => played.stop() };
}

interface Running {
  readonly ingest: Ingest;
  readonly embedded: Embedded | undefined;
  readonly config: Config;
  readonly preview: string | undefined;
  readonly dataDirectory: string;
  readonly seconds: number;
}

function announce(running: Running, options: Options): void {
  const { ingest, embedded, config, preview, dataDirectory, seconds } = running;
  const credentials = existsSync(credentialsPath(dataDirectory)) ? credentialsPath(dataDirectory) : undefined;
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ preview, ingest: ingest.url, clickhouse: config.store.url, embedded: embedded !== undefined, data: dataDirectory, credentials, seconds })}\n`,
    );
    return;
  }
  const lines = [
    '',
    `Huntboard is up (${seconds.toFixed(1)} s).`,
    '',
    ...(preview === undefined ? [] : [`  Preview      ${preview}`]),
    `  Ingest       ${ingest.url}/api/v1/events`,
    `  osquery      ${ingest.url}/api/v1/osquery/…`,
    `  ClickHouse   ${config.store.url}${embedded === undefined ? '' : `  (embedded, ${embedded.version})`}`,
    `  Data         ${dataDirectory}`,
    ...(credentials === undefined ? [] : [`  Credentials  ${credentials}`]),
    '',
    '  Send a file:   npx huntboard ingest FILE…',
    '  End:           Ctrl-C',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

export function registerUp(program: Command): void {
  program
    .command('up')
    .description(
      'start everything on this machine: embedded ClickHouse (or CLICKHOUSE_URL), ingest, preview, demo data',
    )
    .option('--data <dir>', 'data directory; default .huntboard')
    .option('--empty', 'without demo data')
    .option('--no-preview', 'without the preview')
    .option('--json', 'print addresses as one JSON line')
    .action(up);
}
