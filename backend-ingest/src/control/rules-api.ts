// What operators ask about detection: which rules run, what they did, and to load them anew.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RulesService } from '../detect/rules-service.ts';
import { AppError } from '../errors.ts';
import type { SecretSet } from '../inputs/secrets.ts';

export interface RulesApiOptions {
  /** Empty: there is no such address. */
  readonly tokens: SecretSet;
  readonly rules: Pick<RulesService, 'reload' | 'status'>;
}

interface Query {
  /** Only rules in this state. */
  readonly state?: string;
  /** Only the rule with this id. */
  readonly id?: string;
}

/** `GET /api/v1/rules` and `POST /api/v1/rules/reload`, for bearers of an admin token. */
export function rulesApi(app: FastifyInstance, { tokens, rules }: RulesApiOptions): void {
  if (tokens.size === 0) return;
  const admit = async (request: FastifyRequest): Promise<void> => {
    const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (tokens.find(token) === undefined) throw new AppError('unauthorized', 'rules');
  };
  app.get<{ Querystring: Query }>('/api/v1/rules', { preHandler: admit }, async (request) => {
    const { state, id } = request.query;
    const { rules: all, loadedAt, ...status } = await rules.status();
    const wanted = all.filter((rule) => (state ?? rule.state) === rule.state && (id ?? rule.id) === rule.id);
    return { ...status, loaded_at: loadedAt === 0 ? '' : new Date(loadedAt).toISOString(), rules: wanted };
  });
  app.post('/api/v1/rules/reload', { preHandler: admit }, async (_request, reply) => {
    const outcome = await rules.reload('asked by an administrator');
    if (outcome.kind === 'refused') reply.code(409);
    return outcome;
  });
}
