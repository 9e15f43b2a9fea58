// Wires the service together: configuration in, a listening server and its pipeline out, and a way to end both.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createStore, type Store } from '@huntboard/clickhouse';
import { ALERTS_COL } from '@huntboard/schema';
import type { FastifyInstance } from 'fastify';
import { build } from './app.ts';
import { CANARY_ORIGIN } from './canary/canary-event.ts';
import { Canary } from './canary/canary.ts';
import { ConfigError, type Config, type StoreConfig } from './config.ts';
import { ControlService } from './control/control-service.ts';
import { CorrelationRunner } from './detect/correlation-runner.ts';
import { LineageEnricher } from './detect/lineage-enricher.ts';
import { RulesService } from './detect/rules-service.ts';
import { RetroHunt } from './iocs/retro-hunt.ts';
import { NodeKeys } from './inputs/osquery-tls/node-key.ts';
import { OsqueryConfigs } from './inputs/osquery-tls/osquery-config.ts';
import { BodyBudget } from './inputs/read-body.ts';
import { parseSecrets, SecretSet } from './inputs/secrets.ts';
import type { DecodeLimits } from './pipeline/lane-messages.ts';
import { Pipeline, type PipelineOptions } from './pipeline/pipeline.ts';
import { createLog } from './telemetry/log.ts';
import { RuleStateWriter } from './rule-states/rule-state-writer.ts';
import { Telemetry } from './telemetry/telemetry.ts';

export interface IngestOptions {
  readonly config: Config;
  /** Where bundles are: default `dist/` of this package. */
  readonly workerPath?: string;
  readonly now?: () => number;
  /** The service cannot go on (the disk fails): default ends the process with code 1, so that a supervisor starts it anew. */
  readonly onFatal?: (error: Error) => void;
}

/** A running ingest service. */
export interface Ingest {
  readonly url: string;
  readonly port: number;
  readonly app: FastifyInstance;
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Undefined: detection is off. */
  readonly rules: RulesService | undefined;
  /** Takes nothing more, stores what is in memory, ends within the configured time. */
  stop(): Promise<void>;
}

/** Directory of this package, also when it runs from a bundle. */
export function packageDirectory(): string {
  return dirname(require.resolve('@huntboard/backend-ingest/package.json'));
}

/** Opens the store of a configuration. */
export function openStore(store: StoreConfig, retry: { readonly attempts: number }): Store {
  const { url, user, password, database, tls } = store;
  const pem = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text));
  const [ca, cert, key] = [pem(tls?.ca), pem(tls?.cert), pem(tls?.key)];
  return createStore({
    url,
    user,
    password,
    database,
    retry,
    ...(ca === undefined ? {} : { tls: { ca, ...(cert === undefined || key === undefined ? {} : { cert, key }) } }),
  });
}

/** Secrets that sign node keys: the configured ones, else one that is made once and kept beside the queue. */
function nodeKeySecrets(config: Config): readonly string[] {
  const { given, file } = config.nodeKeySecrets;
  const fromFile = file === undefined ? [] : parseSecrets(readFileSync(file, 'utf8'));
  const configured = [...given, ...fromFile].map(({ secret }) => secret);
  if (configured.length > 0) return configured;
  const path = join(config.queueDirectory, 'node-key-secret');
  if (!existsSync(path)) {
    mkdirSync(config.queueDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return [readFileSync(path, 'utf8').trim()];
}

export function decodeLimits(config: Config): DecodeLimits {
  const { settings: s, minEventTime } = config;
  return {
    maxDecodedBytes: s.HUNTBOARD_MAX_DECODED_BYTES,
    maxRatio: s.HUNTBOARD_MAX_RATIO,
    ratioFloorBytes: 8 * 1024 * 1024,
    maxEventBytes: s.HUNTBOARD_MAX_EVENT_BYTES,
    maxDepth: s.HUNTBOARD_MAX_EVENT_DEPTH,
    maxFields: s.HUNTBOARD_MAX_EVENT_FIELDS,
    minTime: minEventTime,
    maxFutureMs: s.HUNTBOARD_MAX_FUTURE_HOURS * 3_600_000,
    maxQuarantineBytes: s.HUNTBOARD_MAX_QUARANTINE_BYTES,
  };
}

function fatalExit(telemetry: Telemetry): (error: Error) => void {
  return (error) => {
    telemetry.log.fatal({ err: error }, 'the service cannot go on');
    process.exit(1);
  };
}

function bundle(options: IngestOptions, name: string): string {
  return join(options.workerPath === undefined ? join(packageDirectory(), 'dist') : dirname(options.workerPath), name);
}

function startPipeline(
  options: IngestOptions,
  store: Store,
  telemetry: Telemetry,
  tables: Readonly<Record<string, string>>,
  detection: Pick<PipelineOptions, 'onDetection' | 'onStored'>,
): Promise<Pipeline> {
  const { config, now = Date.now } = options;
  const { settings: s } = config;
  const sealRows = s.HUNTBOARD_BATCH_ROWS;
  const sealBytes = s.HUNTBOARD_BATCH_BYTES;
  return Pipeline.start({
    queue: {
      directory: config.queueDirectory,
      maxBytes: s.HUNTBOARD_QUEUE_MAX_BYTES,
      maxEntries: s.HUNTBOARD_QUEUE_MAX_ENTRIES,
      segmentBytes: s.HUNTBOARD_QUEUE_SEGMENT_BYTES,
    },
    deadLetterDirectory: config.deadLetterDirectory,
    store,
    telemetry,
    workerPath: bundle(options, 'lane-worker.cjs'),
    worker: {
      limits: decodeLimits(config),
      canonicalHost: s.HUNTBOARD_CANONICAL_HOST,
      sealRows,
      sealBytes,
      // A little more than what seals, so that a batch is one block unless a single delivery is huge.
      blockRows: sealRows * 2,
      blockBytes: Math.ceil(sealBytes * 1.5),
      tables,
      filters: config.filters,
      retention: config.retention,
      detection: config.detection.limits,
    },
    awaitRules: config.detection.sources !== undefined,
    ...detection,
    lanes: s.HUNTBOARD_LANES,
    sealAfterMs: s.HUNTBOARD_BATCH_SECONDS * 1000,
    maxSealed: Math.max(1, s.HUNTBOARD_BATCHES_IN_MEMORY),
    maxInFlightBytes: 8 * 1024 * 1024,
    maxWaitingBytes: s.HUNTBOARD_LANE_WAITING_BYTES,
    retry: { minMs: s.HUNTBOARD_RETRY_MIN_MS, maxMs: s.HUNTBOARD_RETRY_MAX_MS, stallMs: s.HUNTBOARD_STORE_STALL_MS },
    statsEveryMs: s.HUNTBOARD_STATS_SECONDS * 1000,
    node: s.HUNTBOARD_NODE_NAME,
    now,
    onFatal: options.onFatal ?? fatalExit(telemetry),
  });
}

function startCorrelations(
  options: IngestOptions,
  store: Store,
  pipeline: Pipeline,
  lineage: LineageEnricher,
  telemetry: Telemetry,
): CorrelationRunner | undefined {
  const { sources, limits, correlationMs, correlationState } = options.config.detection;
  if (sources === undefined) return undefined;
  return new CorrelationRunner({
    store,
    stateFile: correlationState,
    everyMs: correlationMs,
    alertDays: limits.alertDays,
    now: options.now ?? Date.now,
    storedUpTo: () => pipeline.storedUpTo(),
    onRaised: (row) => {
      telemetry.correlationRaised(row[ALERTS_COL.rule_id] as string);
      lineage.add([row]);
    },
    onHidden: (exception) => telemetry.findingHidden(exception),
    onError: (correlation, error) => telemetry.correlationFailed(correlation, error),
  });
}

/** Loads the rules beside the rest of the start; the lanes wait for them. */
function startRules(
  options: IngestOptions,
  pipeline: Pipeline,
  correlations: CorrelationRunner | undefined,
  hunt: RetroHunt,
  telemetry: Telemetry,
  onStates: () => void,
): RulesService | undefined {
  const { sources, pollMs } = options.config.detection;
  if (sources === undefined) return undefined;
  const rules = new RulesService({
    sources,
    pollMs,
    telemetry,
    threadPath: bundle(options, 'rules-thread.cjs'),
    now: options.now ?? Date.now,
    onSet: (set) => {
      pipeline.setRules(set);
      if (set !== undefined) hunt.set(set);
    },
    onCorrelations: (set) => correlations?.set(set),
    askCosts: () => pipeline.askCosts(),
    onStates,
  });
  void rules.reload('start');
  return rules;
}

/** The canary goes in by the door that shippers use, with a token that lives as long as the process. */
function startCanary(
  options: IngestOptions,
  app: FastifyInstance,
  pipeline: Pipeline,
  store: Store,
  telemetry: Telemetry,
  token: string,
): Canary | undefined {
  const { settings, detection } = options.config;
  if (settings.HUNTBOARD_CANARY_SECONDS === 0 || detection.sources === undefined) return undefined;
  telemetry.observeCanary();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Canary({
    deliver: async (payload) =>
      (await app.inject({ method: 'POST', url: '/api/v1/events', headers, payload })).statusCode,
    store,
    everyMs: settings.HUNTBOARD_CANARY_SECONDS * 1000,
    node: settings.HUNTBOARD_NODE_NAME,
    queue: pipeline.queue.queueId,
    now: options.now ?? Date.now,
    onResult: (result, sentAt) => telemetry.canaryEnded(result, sentAt),
  });
}

/** How long who made an exception waits for the rules to be loaded with it. */
const TAKE_UP_MS = 3000;

/** True when detection judges by what was just written. */
async function takeUp(rules: RulesService | undefined): Promise<boolean> {
  if (rules === undefined) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), TAKE_UP_MS)));
  const loaded = rules.reload('an exception has changed').then(({ kind }) => kind !== 'refused');
  return Promise.race([loaded, late]).finally(() => clearTimeout(timer));
}

/** Starts the service and resolves when it listens. Rejects with ConfigError, QueueLockedError, or the error of listening. */
export async function startIngest(options: IngestOptions): Promise<Ingest> {
  const { config, now = Date.now } = options;
  const { settings: s } = config;
  const canaryToken = randomBytes(32).toString('base64url');
  const own = { name: CANARY_ORIGIN, secret: canaryToken };
  const eventTokens = new SecretSet([own, ...config.eventTokens.given], config.eventTokens.file);
  // But for our own.
  if (eventTokens.size === 1)
    throw new ConfigError('HUNTBOARD_EVENT_TOKENS or HUNTBOARD_EVENT_TOKENS_FILE must name a token');
  if (config.store.url === '') throw new ConfigError('CLICKHOUSE_URL must name the store');
  const telemetry = new Telemetry(createLog(s.HUNTBOARD_LOG_LEVEL), now);
  // The sink itself tries again, and has to know that an attempt failed.
  const store = openStore(config.store, { attempts: 1 });
  const osqueryDirectory = s.HUNTBOARD_OSQUERY_DIR || join(packageDirectory(), '..', 'provisioning', 'osquery');
  const configs = new OsqueryConfigs(osqueryDirectory, telemetry, now);
  const later: { rules?: RulesService; correlations?: CorrelationRunner } = {};
  const lineage = new LineageEnricher({
    store,
    retryMs: s.HUNTBOARD_RETRY_MAX_MS,
    onError: (error) => telemetry.lineageNotWritten(error),
  });
  const pipeline = await startPipeline(options, store, telemetry, configs.tables(), {
    onDetection: (report) => later.rules?.receive(report),
    onStored: ({ newAlerts, detections }) => {
      lineage.add(newAlerts);
      later.correlations?.add(detections?.spans ?? []);
    },
  });
  const correlations = startCorrelations(options, store, pipeline, lineage, telemetry);
  const hunt = new RetroHunt({
    store,
    ...config.detection.hunt,
    limits: config.detection.limits,
    everyMs: config.detection.correlationMs,
    now,
    storedUpTo: () => pipeline.storedUpTo(),
    onRaised: (rows) => lineage.add(rows),
    onHidden: (exception, hits) => telemetry.findingHidden(exception, hits),
    onHunted: (facts) => telemetry.indicatorsHunted(facts),
    onError: (error) => telemetry.huntFailed(error),
  });
  const ruleStates = new RuleStateWriter({
    store,
    service: s.HUNTBOARD_NODE_NAME,
    now,
    status: config.detection.sources === undefined ? undefined : async () => rules!.status(),
    onError: (error) => telemetry.ruleStatesNotWritten(error),
  });
  const rules = startRules(options, pipeline, correlations, hunt, telemetry, () => ruleStates.changed());
  if (rules === undefined) ruleStates.changed();
  Object.assign(later, { rules, correlations });
  configs.onTables = (tables) => pipeline.setTables(tables);
  const acts = config.controlTokens.given.length > 0 || config.controlTokens.file !== undefined;
  const control = new ControlService({
    store,
    telemetry,
    now,
    maxBulk: s.HUNTBOARD_ACTIONS_BULK,
    exceptions: { file: config.detection.sources?.panelExceptionsFile, takeUp: () => takeUp(rules) },
    groupEveryMs: acts ? s.HUNTBOARD_INCIDENT_SECONDS * 1000 : 0,
    cluster: config.store.cluster,
    service: { id: pipeline.queue.queueId, node: s.HUNTBOARD_NODE_NAME },
  });
  // What was decided while detection could not hear of it, and what came in meanwhile; a store that is away is tried again.
  if (acts) void control.catchUp().catch((error: unknown) => telemetry.actionFailed(error as Error));
  const app = build({
    pipeline,
    telemetry,
    eventTokens,
    metricsTokens: new SecretSet(config.metricsTokens),
    osquery: {
      enrollSecrets: new SecretSet(config.enrollSecrets.given, config.enrollSecrets.file),
      nodeKeys: new NodeKeys(nodeKeySecrets(config)),
      configs,
      limits: decodeLimits(config),
      maxBodyBytes: s.HUNTBOARD_MAX_BODY_BYTES,
      canonicalHost: s.HUNTBOARD_CANONICAL_HOST,
      now,
    },
    rules: rules === undefined ? undefined : { rules, tokens: new SecretSet(config.adminTokens) },
    control: { service: control, tokens: new SecretSet(config.controlTokens.given, config.controlTokens.file) },
    budget: new BodyBudget(s.HUNTBOARD_MAX_BUFFERED_BYTES),
    maxBodyBytes: s.HUNTBOARD_MAX_BODY_BYTES,
    tls: config.tls,
    timeouts: {
      requestMs: s.HUNTBOARD_REQUEST_TIMEOUT_SECONDS * 1000,
      headersMs: s.HUNTBOARD_HEADERS_TIMEOUT_SECONDS * 1000,
      keepAliveMs: s.HUNTBOARD_KEEP_ALIVE_SECONDS * 1000,
    },
    maxConnections: s.HUNTBOARD_MAX_CONNECTIONS,
    now,
  });
  const drainMs = s.HUNTBOARD_DRAIN_SECONDS * 1000;
  const parts: { canary?: Canary | undefined } = {};
  const stop = async (): Promise<void> => {
    await parts.canary?.stop();
    pipeline.beginDrain();
    await app.close();
    await control.stop();
    await ruleStates.stop();
    await rules?.stop();
    await pipeline.stop(drainMs);
    await Promise.all([lineage.stop(), correlations?.stop(), hunt.stop()]);
    await store.close();
  };
  try {
    await app.listen({ host: s.HUNTBOARD_HOST, port: s.HUNTBOARD_PORT });
  } catch (error) {
    await stop();
    throw error;
  }
  parts.canary = startCanary(options, app, pipeline, store, telemetry, canaryToken);
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : s.HUNTBOARD_PORT;
  const scheme = config.tls === undefined ? 'http' : 'https';
  const host = s.HUNTBOARD_HOST.includes(':') ? `[${s.HUNTBOARD_HOST}]` : s.HUNTBOARD_HOST;
  return { url: `${scheme}://${host}:${port}`, port, app, pipeline, store, telemetry, rules, stop };
}
