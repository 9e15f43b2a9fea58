// Elasticsearch's bulk protocol as far as Beats speak it, so that winlogbeat ships here without a plugin or a proxy.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { contentEncoding } from '../content.ts';
import { checkAdmission, refusalOf } from '../http-events/http-events.ts';
import { announcedLength, readBody, type BodyBudget } from '../read-body.ts';
import type { SecretSet } from '../secrets.ts';

export interface ElasticBulkOptions {
  readonly pipeline: Pick<Pipeline, 'accept' | 'admission'>;
  readonly tokens: SecretSet;
  readonly budget: BodyBudget;
  readonly maxBodyBytes: number;
}

const SOURCE = 'elastic-bulk';
/** Beats 7 and 8 refuse a server that is older than they are expected to work with, and one without the product header. */
const VERSION = '8.17.0';
const ABOUT = {
  name: 'huntboard',
  cluster_name: 'huntboard',
  cluster_uuid: 'huntboard',
  version: {
    number: VERSION,
    build_flavor: 'default',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'You Know, for Search',
};
const LICENCE = { license: { status: 'active', uid: 'huntboard', type: 'basic', mode: 'basic' } };

/** The token of a request: Bearer, ApiKey (its secret part, or the whole key), or the password of Basic. */
export function tokenCandidates(authorization: string | undefined): readonly string[] {
  const match = /^(Bearer|ApiKey|Basic) +(\S+) *$/i.exec(authorization ?? '');
  if (match === null) return [];
  const [, scheme, credential] = match as unknown as [string, string, string];
  if (scheme.toLowerCase() === 'bearer') return [credential];
  const decoded = Buffer.from(credential, 'base64').toString('utf8');
  const secret = decoded.slice(decoded.indexOf(':') + 1);
  return scheme.toLowerCase() === 'basic' ? [secret] : [secret, credential];
}

interface BulkItem {
  readonly create: { readonly _index: string; readonly status: number };
}

/** Registers the input: `_bulk` for events; what Beats ask before it is answered so that they set nothing up. */
export function elasticBulk(app: FastifyInstance, options: ElasticBulkOptions): void {
  const { pipeline, tokens, budget, maxBodyBytes } = options;
  const senders = new WeakMap<FastifyRequest, string>();

  const authenticate = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('X-Elastic-Product', 'Elasticsearch');
    let sender: { readonly name: string } | undefined;
    for (const candidate of tokenCandidates(request.headers.authorization)) sender = tokens.find(candidate) ?? sender;
    if (sender === undefined) throw new AppError('unauthorized', SOURCE);
    senders.set(request, sender.name === '' ? request.ip : sender.name);
  };
  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    contentEncoding(request.headers['content-encoding'], SOURCE);
    const announced = announcedLength(request.raw);
    if (announced !== undefined && announced > maxBodyBytes)
      throw new AppError('body_too_large', SOURCE, { detail: `${announced} bytes, at most ${maxBodyBytes}` });
    checkAdmission(pipeline, announced ?? 0, SOURCE);
    const release = budget.reserve(announced ?? maxBodyBytes);
    if (release === undefined) throw new AppError('busy', SOURCE, { retryAfter: 1 });
    reply.raw.once('close', release);
  };
  const bulk = async (request: FastifyRequest): Promise<{ took: number; errors: boolean; items: BulkItem[] }> => {
    const encoding = contentEncoding(request.headers['content-encoding'], SOURCE);
    const body = await readBody(request.raw, maxBodyBytes, SOURCE);
    if (body.length === 0) return { took: 0, errors: false, items: [] };
    const meta = { kind: 'events', input: SOURCE, origin: senders.get(request) ?? request.ip, encoding } as const;
    const { outcome, problem } = await pipeline.accept(meta, body).catch((error: unknown) => {
      throw refusalOf(error, SOURCE);
    });
    // A document in quarantine is safe as well: sending it again would bring it there again.
    if (problem !== undefined) throw new AppError(problem.code, SOURCE, { detail: problem.detail });
    const count = outcome.stored + outcome.filtered + outcome.quarantined;
    const items = Array.from({ length: count }, (): BulkItem => ({ create: { _index: 'huntboard', status: 201 } }));
    return { took: 1, errors: false, items };
  };

  for (const url of ['/_bulk', '/:index/_bulk']) {
    for (const method of ['POST', 'PUT'] as const)
      app.route({ method, url, onRequest: [authenticate, admit], handler: bulk });
  }
  app.get('/', { onRequest: authenticate }, async () => ABOUT);
  app.get('/_license', { onRequest: authenticate }, async () => LICENCE);
  app.get('/_xpack', { onRequest: authenticate }, async () => ({ ...LICENCE, features: {} }));
  // Templates, policies and pipelines that a Beat wants to set up are not needed: told that they are there.
  for (const prefix of [
    '/_ilm/policy',
    '/_index_template',
    '/_component_template',
    '/_template',
    '/_ingest/pipeline',
    '/_data_stream',
    '/_alias',
    '/_nodes',
    '/_cluster',
  ])
    app.route({
      method: ['GET', 'PUT', 'POST'],
      url: `${prefix}*`,
      onRequest: authenticate,
      handler: async (request) => {
        request.raw.resume();
        return {};
      },
    });
}
