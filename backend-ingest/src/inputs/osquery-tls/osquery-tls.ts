// The endpoints of osquery's TLS plugins. The agent ignores status codes: what it must keep, it is told by `error` in the body.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { decompress } from '../../pipeline/decompress.ts';
import type { DecodeLimits } from '../../pipeline/lane-messages.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { contentEncoding } from '../content.ts';
import { checkAdmission, refusalOf } from '../http-events/http-events.ts';
import { announcedLength, readBody, type BodyBudget } from '../read-body.ts';
import type { SecretSet } from '../secrets.ts';
import type { Node, NodeKeys } from './node-key.ts';
import { canonicalHost, enrolledHostname, enrollSchema, platformOf, toNodeRow } from './node-row.ts';
import type { OsqueryConfigs } from './osquery-config.ts';
import { scanEnvelope } from './scan-envelope.ts';

export interface OsqueryTlsOptions {
  readonly pipeline: Pick<Pipeline, 'accept' | 'admission'>;
  readonly telemetry: Telemetry;
  readonly budget: BodyBudget;
  readonly enrollSecrets: SecretSet;
  readonly nodeKeys: NodeKeys;
  readonly configs: OsqueryConfigs;
  readonly limits: DecodeLimits;
  readonly maxBodyBytes: number;
  readonly canonicalHost: 'short' | 'fqdn';
  readonly now: () => number;
}

const SOURCE = 'osquery-tls';
const BASE = '/api/v1/osquery';
/** Everything but logs and results of queries is small. */
const SMALL_BODY = 1024 * 1024;
const NODE_KEY = /^NodeKey +(\S+) *$/i;

interface Body {
  readonly sent: Uint8Array<ArrayBuffer>;
  readonly encoding: string;
  readonly bytes: Uint8Array;
}

/** Registers the endpoints (osquery.readthedocs.io, deployment/remote). */
export function osqueryTls(app: FastifyInstance, options: OsqueryTlsOptions): void {
  const { pipeline, telemetry, budget, enrollSecrets, nodeKeys, configs, limits, now } = options;

  const receive = async (request: FastifyRequest, reply: FastifyReply, maxBytes: number): Promise<Body> => {
    const encoding = contentEncoding(request.headers['content-encoding'], SOURCE);
    const announced = announcedLength(request.raw);
    if (announced !== undefined && announced > maxBytes) throw new AppError('body_too_large', SOURCE);
    const release = budget.reserve(announced ?? maxBytes);
    if (release === undefined) throw new AppError('busy', SOURCE, { retryAfter: 1 });
    reply.raw.once('close', release);
    const sent = await readBody(request.raw, maxBytes, SOURCE);
    const body = decompress(sent, encoding, limits);
    if (!body.ok) throw new AppError(body.problem.code, SOURCE, { detail: body.problem.detail });
    return { sent, encoding, bytes: body.bytes };
  };

  /** The node by the header that newer agents send, else by the body's key. */
  const authenticate = (request: FastifyRequest, key: string | undefined): Node => {
    const header = NODE_KEY.exec(request.headers.authorization ?? '')?.[1];
    const node = nodeKeys.verify(header ?? key ?? '');
    if (node === undefined) throw new AppError('node_invalid', SOURCE);
    return node;
  };

  const nodeOf = async (request: FastifyRequest, reply: FastifyReply): Promise<{ node: Node; body: Body }> => {
    const body = await receive(request, reply, options.maxBodyBytes);
    return { node: authenticate(request, scanEnvelope(body.bytes, ['node_key'])['node_key']), body };
  };

  const accept = async (...delivery: Parameters<Pipeline['accept']>): ReturnType<Pipeline['accept']> => {
    try {
      return await pipeline.accept(...delivery);
    } catch (error) {
      throw refusalOf(error, SOURCE);
    }
  };

  app.post(`${BASE}/enroll`, async (request, reply) => {
    const body = await receive(request, reply, SMALL_BODY);
    let document: unknown;
    try {
      document = JSON.parse(Buffer.from(body.bytes).toString('utf8'));
    } catch {
      throw new AppError('bad_request', SOURCE, { detail: 'the body is no JSON' });
    }
    const parsed = enrollSchema.safeParse(document);
    if (!parsed.success) throw new AppError('bad_request', SOURCE, { detail: 'the body is no enrolment' });
    const enrolment = parsed.data;
    const secret = enrollSecrets.find(enrolment.enroll_secret);
    // Without `node_key` in the answer the agent knows that it was refused.
    if (secret === undefined) throw new AppError('enroll_secret_invalid', SOURCE);
    if (enrolment.host_identifier === '')
      throw new AppError('bad_request', SOURCE, { detail: 'host_identifier is missing' });
    const hostIdentifier = enrolment.host_identifier;
    const node = {
      nodeId: nodeKeys.nodeId(hostIdentifier),
      hostIdentifier,
      hostname: enrolledHostname(enrolment),
      platform: platformOf(enrolment),
      tag: secret.name,
    };
    const host = canonicalHost(enrolment, options.canonicalHost);
    const row = new TextEncoder().encode(JSON.stringify(toNodeRow(node, enrolment, host, request.ip, now())));
    checkAdmission(pipeline, row.length, SOURCE);
    await accept({ kind: 'node', input: SOURCE, origin: node.nodeId, encoding: 'identity' }, row);
    telemetry.nodeEnrolled(node.nodeId, host, node.tag);
    return { node_key: nodeKeys.issue(node), node_invalid: false };
  });

  app.post(`${BASE}/config`, async (request, reply) => {
    const { node } = await nodeOf(request, reply);
    return configs.forNode(node);
  });

  app.post(`${BASE}/log`, async (request, reply) => {
    checkAdmission(pipeline, announcedLength(request.raw) ?? 0, SOURCE);
    const { sent, encoding, bytes } = await receive(request, reply, options.maxBodyBytes);
    const envelope = scanEnvelope(bytes, ['node_key', 'log_type']);
    const node = authenticate(request, envelope['node_key']);
    const logType = envelope['log_type'];
    if (logType !== 'result' && logType !== 'status')
      throw new AppError('bad_request', SOURCE, { detail: 'log_type is neither result nor status' });
    const { hostIdentifier, hostname } = node;
    const osquery = { hostIdentifier, hostname, logType } as const;
    await accept({ kind: 'events', input: SOURCE, origin: node.nodeId, encoding, osquery }, sent);
    return {};
  });

  app.post(`${BASE}/distributed/read`, async (request, reply) => {
    await nodeOf(request, reply);
    return { queries: {} };
  });

  app.post(`${BASE}/distributed/write`, async (request, reply) => {
    const { node, body } = await nodeOf(request, reply);
    telemetry.unknownResultsReceived(node.nodeId, body.bytes.length);
    return {};
  });

  // Without a session id the agent gives up the carve; a continuation can only be meant for another server.
  for (const step of ['begin', 'continue'])
    app.post(`${BASE}/carve/${step}`, async (request, reply) => {
      await receive(request, reply, SMALL_BODY);
      throw new AppError('carve_not_offered', SOURCE);
    });
}
