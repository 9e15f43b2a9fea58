// POST /api/v1/events: events of any shape in any framing, acknowledged when they are durable.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { QueueFullError, QueueWriteError } from '../../pipeline/queue/durable-queue.ts';
import { contentEncoding, checkMediaType } from '../content.ts';
import { announcedLength, readBody, type BodyBudget } from '../read-body.ts';
import type { SecretSet } from '../secrets.ts';

export interface HttpEventsOptions {
  readonly pipeline: Pick<Pipeline, 'accept' | 'admission'>;
  readonly tokens: SecretSet;
  readonly budget: BodyBudget;
  readonly maxBodyBytes: number;
}

const SOURCE = 'http-events';
const BEARER = /^Bearer +(\S+) *$/i;

/** Answer to a delivery. */
export interface EventsReply {
  readonly accepted: number;
  readonly quarantined: number;
}

/** Throws the refusal that a delivery of so many bytes gets now, if it gets one. */
export function checkAdmission(pipeline: Pick<Pipeline, 'admission'>, bytes: number, source: string): void {
  const admission = pipeline.admission(bytes);
  if (admission.kind === 'closed') throw new AppError(admission.code, source, { retryAfter: admission.retryAfter });
}

/** What the queue throws, as the client sees it. */
export function refusalOf(error: unknown, source: string): unknown {
  if (error instanceof QueueFullError) return new AppError('queue_full', source, { retryAfter: 30 });
  if (error instanceof QueueWriteError) return new AppError('queue_not_writable', source, { retryAfter: 30 });
  return error;
}

/** Registers the input. Everything that can be refused is refused before the body is read. */
export function httpEvents(app: FastifyInstance, options: HttpEventsOptions): void {
  const { pipeline, tokens, budget, maxBodyBytes } = options;
  const senders = new WeakMap<FastifyRequest, string>();

  app.post('/api/v1/events', {
    onRequest: async (request, reply) => {
      const { headers } = request;
      const token = BEARER.exec(headers.authorization ?? '')?.[1];
      const sender = token === undefined ? undefined : tokens.find(token);
      if (sender === undefined) throw new AppError('unauthorized', SOURCE);
      checkMediaType(headers['content-type'], SOURCE);
      contentEncoding(headers['content-encoding'], SOURCE);
      const announced = announcedLength(request.raw);
      if (announced !== undefined && announced > maxBodyBytes)
        throw new AppError('body_too_large', SOURCE, { detail: `${announced} bytes, at most ${maxBodyBytes}` });
      checkAdmission(pipeline, announced ?? 0, SOURCE);
      const release = budget.reserve(announced ?? maxBodyBytes);
      if (release === undefined) throw new AppError('busy', SOURCE, { retryAfter: 1 });
      reply.raw.once('close', release);
      senders.set(request, sender.name === '' ? request.ip : sender.name);
    },
    handler: async (request, reply): Promise<EventsReply> => {
      const encoding = contentEncoding(request.headers['content-encoding'], SOURCE);
      const body = await readBody(request.raw, maxBodyBytes, SOURCE);
      if (body.length === 0) return { accepted: 0, quarantined: 0 };
      const meta = { kind: 'events', input: SOURCE, origin: senders.get(request) ?? request.ip, encoding } as const;
      const { outcome, problem } = await pipeline.accept(meta, body).catch((error: unknown) => {
        throw refusalOf(error, SOURCE);
      });
      const answer = { accepted: outcome.stored + outcome.filtered, quarantined: outcome.quarantined };
      if (problem === undefined) return answer;
      const refusal = new AppError(problem.code, SOURCE, { detail: problem.detail });
      reply.code(refusal.status);
      return { ...answer, error: refusal.code, message: refusal.message } as EventsReply;
    },
  });
}
