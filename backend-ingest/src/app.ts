// The HTTP surface: routes, limits and errors of the service, testable with inject().
import { createServer as createHttpServer, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import fastify, { type FastifyInstance } from 'fastify';
import { controlApi, type ControlApiOptions } from './control/control-api.ts';
import { rulesApi, type RulesApiOptions } from './control/rules-api.ts';
import { AppError, errorKinds } from './errors.ts';
import { elasticBulk } from './inputs/elastic-bulk/elastic-bulk.ts';
import { httpEvents } from './inputs/http-events/http-events.ts';
import { osqueryTls, type OsqueryTlsOptions } from './inputs/osquery-tls/osquery-tls.ts';
import type { BodyBudget } from './inputs/read-body.ts';
import type { SecretSet } from './inputs/secrets.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface AppOptions {
  readonly pipeline: Pick<Pipeline, 'accept' | 'admission' | 'snapshot'>;
  readonly telemetry: Telemetry;
  readonly eventTokens: SecretSet;
  /** Empty: /metrics is open. */
  readonly metricsTokens: SecretSet;
  readonly osquery: Omit<OsqueryTlsOptions, 'pipeline' | 'telemetry' | 'budget'>;
  /** Undefined: detection is off. */
  readonly rules: RulesApiOptions | undefined;
  readonly control: Omit<ControlApiOptions, 'telemetry'>;
  readonly budget: BodyBudget;
  readonly maxBodyBytes: number;
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string | undefined } | undefined;
  readonly timeouts: { readonly requestMs: number; readonly headersMs: number; readonly keepAliveMs: number };
  readonly maxConnections: number;
  readonly now: () => number;
}

/** Errors of fastify and of the HTTP parser, in our words. */
const FOREIGN: Readonly<Record<string, keyof typeof errorKinds>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_not_supported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_BAD_URL: 'bad_request',
};

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const code = FOREIGN[(error as { code?: string }).code ?? ''];
  return code === undefined ? undefined : new AppError(code, 'http');
}

function listen(
  options: AppOptions,
  handler: Parameters<typeof createHttpServer>[1],
): ReturnType<typeof createHttpServer> {
  const { tls, timeouts, maxConnections } = options;
  const limits: ServerOptions = {
    requestTimeout: timeouts.requestMs,
    headersTimeout: Math.min(timeouts.headersMs, timeouts.requestMs),
    keepAliveTimeout: timeouts.keepAliveMs,
    // How often both time-outs are looked at.
    connectionsCheckingInterval: Math.max(100, Math.min(1000, timeouts.headersMs / 2)),
    maxHeaderSize: 16 * 1024,
  };
  const server =
    tls === undefined
      ? createHttpServer(limits, handler)
      : createHttpsServer(
          {
            ...limits,
            cert: tls.cert,
            key: tls.key,
            minVersion: 'TLSv1.2',
            ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          },
          handler,
        );
  server.maxConnections = maxConnections;
  return server;
}

/** Ready means: a delivery of this size would be taken. */
const READY_BYTES = 64 * 1024;

function probes(app: FastifyInstance, options: AppOptions): void {
  const { pipeline, telemetry, metricsTokens } = options;
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const admission = pipeline.admission(READY_BYTES);
    const { storeAnswers, queueBytes, lagSeconds } = pipeline.snapshot();
    const ready = admission.kind === 'open' || admission.code === 'busy';
    reply.code(ready ? 200 : 503);
    return {
      ready,
      ...(admission.kind === 'open' ? {} : { reason: admission.code }),
      store: storeAnswers ? 'up' : 'down',
      queue_bytes: queueBytes,
      lag_seconds: lagSeconds,
      ...(telemetry.canaryAgeSeconds === undefined ? {} : { canary_age_seconds: telemetry.canaryAgeSeconds }),
    };
  });
  app.get('/metrics', async (request, reply) => {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (metricsTokens.size > 0 && metricsTokens.find(token) === undefined)
      throw new AppError('unauthorized', 'metrics');
    reply.type(telemetry.contentType);
    return telemetry.scrape();
  });
}

/** Builds the service's HTTP server; it does not listen yet. */
export function build(options: AppOptions): FastifyInstance {
  const { pipeline, telemetry, budget, now } = options;
  const app = fastify({
    serverFactory: (handler) => listen(options, handler),
    // Bodies are read by the inputs themselves, each with its own limit.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    logger: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const started = new WeakMap<object, number>();
  app.addHook('onRequest', async (request) => {
    started.set(request, now());
  });
  app.addHook('onResponse', async (request, reply) => {
    const seconds = (now() - (started.get(request) ?? now())) / 1000;
    telemetry.requestAnswered(request.routeOptions.url ?? 'none', reply.statusCode, seconds);
  });
  app.setErrorHandler(async (error, request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    let told = toAppError(error);
    if (told === undefined) {
      telemetry.requestFailed(route, error as Error);
      told = new AppError('internal_error', 'http');
    }
    telemetry.requestRefused(told.code, route, request.ip);
    reply.code(told.status);
    if (told.retryAfter !== undefined) reply.header('retry-after', String(told.retryAfter));
    if (told.status === 401) reply.header('www-authenticate', 'Bearer');
    // The rest of a body that was refused is not waited for.
    if (!request.raw.complete) reply.header('connection', 'close');
    return told.code === 'node_invalid' ? { node_invalid: true } : { error: told.code, message: told.message };
  });
  app.setNotFoundHandler(async (_request, reply) => {
    reply.code(404);
    return { error: 'not_found', message: errorKinds.not_found.message };
  });

  probes(app, options);
  if (options.rules !== undefined) rulesApi(app, options.rules);
  controlApi(app, { ...options.control, telemetry });
  httpEvents(app, { pipeline, tokens: options.eventTokens, budget, maxBodyBytes: options.maxBodyBytes });
  elasticBulk(app, { pipeline, tokens: options.eventTokens, budget, maxBodyBytes: options.maxBodyBytes });
  osqueryTls(app, { ...options.osquery, pipeline, telemetry, budget });
  return app;
}
