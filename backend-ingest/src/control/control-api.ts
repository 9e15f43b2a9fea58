// `/api/v1/control/…`: what people do in Grafana, told by the plugin backend under its service token.
import {
  actionRequestSchema,
  actorSchema,
  exceptionPreviewRequestSchema,
  exceptionRequestSchema,
  incidentRequestSchema,
  journalRequestSchema,
  MAX_BULK,
  MAX_REQUEST_BYTES,
  type Actor,
  type Right,
} from '@huntboard/actions';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { readBody } from '../inputs/read-body.ts';
import type { SecretSet } from '../inputs/secrets.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ControlService } from './control-service.ts';
import { Refusal } from './refusal.ts';
import { NIL } from './request-identity.ts';

export interface ControlApiOptions {
  /** Empty: there is no such address. */
  readonly tokens: SecretSet;
  readonly service: ControlService;
  readonly telemetry: Telemetry;
}

/** What the plugin backend sends: who asks, from Grafana's signed context, and what the browser asked for. */
const envelopeSchema = z.strictObject({
  /** Absent: Grafana named nobody. */
  actor: actorSchema.optional(),
  request: z.unknown(),
  /** Alerts that row filters keep from the actor: for this request there are none. all: what it is about is kept from them as a whole. */
  hidden: z.union([z.literal('all'), z.array(z.guid()).max(MAX_BULK)]).default([]),
});

interface Route<T> {
  readonly resource: string;
  readonly schema: z.ZodType<T>;
  readonly right: Right;
  readonly answer: (actor: Actor, request: T, hidden: ReadonlySet<string>) => Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** What of it was refused: code → targets with their words. */
  readonly refused?: readonly { readonly id: string; readonly code: string; readonly message: string }[];
}

/** The actor as far as it can be told, for the audit of a request that was refused early. */
interface Asked {
  actor: Actor | undefined;
  request: unknown;
}

function textOf(request: unknown, name: string): string {
  const value: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, name) : undefined;
  return typeof value === 'string' ? value.slice(0, 100) : '';
}

function keyOf(request: unknown): string {
  const key = z.guid().safeParse(textOf(request, 'key'));
  return key.success ? key.data.toLowerCase() : NIL;
}

/** Targets of a request that did not get as far as its schema. */
function targetsOf(request: unknown): readonly string[] {
  const schema = z.object({ alerts: z.array(z.object({ id: z.guid() })).max(1000) });
  const parsed = schema.safeParse(request);
  return parsed.success ? parsed.data.alerts.map(({ id }) => id) : [];
}

async function readEnvelope(request: FastifyRequest): Promise<unknown> {
  // The envelope itself is small.
  const body = await readBody(request.raw, MAX_REQUEST_BYTES + 4096, 'control');
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    throw new Refusal('action_invalid', { detail: 'the body is no JSON' });
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new Refusal('action_invalid', {
    detail: `${place === '' ? '' : `${place}: `}${issue?.message ?? 'not valid'}`.slice(0, 500),
    targets: targetsOf(value),
  });
}

/** The routes, for bearers of a control token. */
export function controlApi(app: FastifyInstance, { tokens, service, telemetry }: ControlApiOptions): void {
  if (tokens.size === 0) return;

  const note = (asked: Asked, request: FastifyRequest, resource: string, code: string, message: string) =>
    service.refusals.add({
      actor: asked.actor?.login ?? '',
      role: asked.actor?.role ?? '',
      resource,
      action: textOf(asked.request, 'action'),
      targets: targetsOf(asked.request),
      code,
      message,
      origin: request.ip,
      requestId: keyOf(asked.request),
    });

  const admit = async (request: FastifyRequest): Promise<void> => {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (tokens.find(token) !== undefined) return;
    const error = new AppError('unauthorized', 'control');
    await note({ actor: undefined, request: undefined }, request, 'control', error.code, error.message);
    throw error;
  };

  const add = <T>(path: string, route: Route<T>): void => {
    app.post(`/api/v1/control/${path}`, { preHandler: admit }, async (request, reply) => {
      const asked: Asked = { actor: undefined, request: undefined };
      try {
        const envelope = parse(envelopeSchema, await readEnvelope(request));
        Object.assign(asked, envelope);
        const actor = service.admit(envelope.actor, route.right);
        if (envelope.hidden === 'all')
          throw new Refusal('action_forbidden', { detail: 'it is about more than the rows that you may see' });
        const hidden = new Set(envelope.hidden);
        const answer = await route.answer(actor, parse(route.schema, envelope.request), hidden);
        await noteRefused(asked, request, route.resource, answer);
        telemetry.actionAnswered(route.resource, textOf(asked.request, 'action'), answer.status);
        return send(reply, answer);
      } catch (error) {
        // What the store could not do is no refusal: it is sent again.
        if (error instanceof AppError && error.status < 500)
          await note(asked, request, route.resource, error.code, error.message);
        if (error instanceof AppError)
          telemetry.actionAnswered(route.resource, textOf(asked.request, 'action'), error.status);
        throw error;
      }
    });
  };

  const noteRefused = async (
    asked: Asked,
    request: FastifyRequest,
    resource: string,
    answer: Answer,
  ): Promise<void> => {
    const byCode = new Map<string, { readonly targets: string[]; readonly message: string }>();
    for (const { id, code, message } of answer.refused ?? []) {
      const known = byCode.get(code);
      if (known === undefined) byCode.set(code, { targets: [id], message });
      else known.targets.push(id);
    }
    for (const [code, { targets, message }] of byCode) {
      const words = targets.length === 1 ? message : `${targets.length} of them; the first: ${message}`;
      await service.refusals.add({
        actor: asked.actor?.login ?? '',
        role: asked.actor?.role ?? '',
        resource,
        action: textOf(asked.request, 'action'),
        targets,
        code,
        message: words,
        origin: request.ip,
        requestId: keyOf(asked.request),
      });
    }
  };

  const send = (reply: FastifyReply, { status, body }: Answer): unknown => {
    reply.code(status);
    return body;
  };

  app.get('/api/v1/control', { preHandler: admit }, async () => {
    await service.ready();
    return { ready: true, bulk: service.maxBulk };
  });
  add('actions', {
    resource: 'actions',
    schema: actionRequestSchema,
    right: 'triage',
    answer: async (actor, request, hidden) => {
      const body = await service.act(actor, request, hidden);
      const refused = body.repeated ? [] : body.refused;
      if (body.done.length > 0) return { status: 200, body, refused };
      const message = body.refused[0]?.message ?? '';
      return { status: 409, body: { ...body, error: 'action_conflict', message }, refused };
    },
  });
  add('incidents', {
    resource: 'incidents',
    schema: incidentRequestSchema,
    right: 'triage',
    answer: async (actor, request) => {
      const body = await service.actOnIncident(actor, request);
      return { status: 200, body, refused: body.refused };
    },
  });
  add('exceptions', {
    resource: 'exceptions',
    schema: exceptionRequestSchema,
    right: 'triage',
    answer: async (actor, request) => ({ status: 200, body: await service.actOnException(actor, request) }),
  });
  add('exceptions/preview', {
    resource: 'exceptions',
    schema: exceptionPreviewRequestSchema,
    right: 'triage',
    answer: async (_actor, request) => ({ status: 200, body: await service.previewException(request) }),
  });
  add('journal', {
    resource: 'journal',
    schema: journalRequestSchema,
    right: 'triage',
    answer: async (actor, request) => ({ status: 200, body: await service.write(actor, request) }),
  });
}
