// Resources of the action path: who I am, everything about an alert, and what is handed to the control API as it was asked.
import { INCIDENT_STATUSES, MAX_REQUEST_BYTES, mayDo, type Me, type Right } from '@huntboard/actions';
import type { Call, ResourceRequest, ResourceResponse } from '@huntboard/grafana-backend';
import type { Store } from '@huntboard/clickhouse';
import type { Filter } from '@huntboard/query';
import { alertDetail } from './alert-detail';
import { actorOf, ControlError, type ControlAnswer, type ControlClient, type Hidden } from './control-client';
import { exceptionsOf } from './exceptions';
import { hiddenAlerts } from './hidden-alerts';
import { incidentHtml } from './incident-export';
import { listIncidents, readIncident } from './incidents';
import { listPeople } from './people';

export interface ActionContext {
  readonly request: ResourceRequest;
  readonly call: Call;
  readonly store: Store;
  readonly control: ControlClient;
  /** Conditions that hold for what this user may see. */
  readonly filters: readonly Filter[];
}

interface Route {
  readonly method: 'GET' | 'POST';
  /** Path segments; `:id` stands for a UUID. */
  readonly path: string;
  readonly answer: (context: ActionContext, id: string) => Promise<ResourceResponse>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const json = (status: number, body: unknown, headers: Record<string, string[]> = {}): ResourceResponse => ({
  status,
  headers: { 'Content-Type': ['application/json'], ...headers },
  body: JSON.stringify(body),
});

export const failure = (status: number, code: string, error: string): ResourceResponse => json(status, { error, code });

async function me({ call, store, control }: ActionContext): Promise<ResourceResponse> {
  const { login = '', role = '' } = actorOf(call) ?? {};
  const may = (right: Right): boolean => login !== '' && mayDo(role, right);
  const [{ available, reason, bulk }, people] = await Promise.all([
    reach(control, call),
    listPeople(store, call.signal),
  ]);
  const body: Me = {
    login,
    role,
    may: { read: may('read'), triage: may('triage'), configure: may('configure') },
    available,
    reason,
    bulk,
    people,
  };
  return json(200, body);
}

async function reach(control: ControlClient, call: Call): Promise<Pick<Me, 'available' | 'reason' | 'bulk'>> {
  const none = (reason: string): Pick<Me, 'available' | 'reason' | 'bulk'> => ({ available: false, reason, bulk: 0 });
  try {
    const answer = await control.ping(call.signal);
    if (answer.status !== 200) return none(notTaken(answer));
    return { available: true, reason: '', bulk: Number((JSON.parse(answer.body.toString()) as { bulk: number }).bulk) };
  } catch (error) {
    if (error instanceof ControlError) return none(error.message);
    throw error;
  }
}

const notTaken = ({ status, body }: ControlAnswer): string =>
  status === 503
    ? `The ingest service does not act: ${String(parsed(body)?.['message'] ?? 'its store does not answer')}.`
    : status === 401
      ? 'The ingest service does not know the service token of this data source.'
      : `The ingest service has no control API (status ${status}): give it HUNTBOARD_CONTROL_TOKENS.`;

/** Incidents and exceptions are about more than the rows that a user with row filters may see. */
const ofMany = (path: string, { filters }: Pick<ActionContext, 'filters'>): boolean =>
  filters.length > 0 && /^(incidents|exceptions)\b/.test(path);

async function hiddenFrom(path: string, context: ActionContext, asked: unknown): Promise<Hidden> {
  if (ofMany(path, context)) return 'all';
  return path === 'actions' ? hiddenAlerts(context, asked) : [];
}

/** Hands the body on; what the service answers is told as it is, in the words of the panel's contract. */
function forward(path: string): Route['answer'] {
  return async (context) => {
    const { request, call, control } = context;
    if (request.body.length > MAX_REQUEST_BYTES) {
      // Told to the service as well, for the audit.
      await control.ask(path, call, { bytes: request.body.length });
      return failure(413, 'body_too_large', `The request is larger than ${MAX_REQUEST_BYTES / 1024} KiB.`);
    }
    let asked: unknown;
    try {
      asked = JSON.parse(new TextDecoder().decode(request.body));
    } catch {
      // Sent on all the same: what is refused is kept for the audit.
      asked = undefined;
    }
    return translate(await control.ask(path, call, asked ?? null, await hiddenFrom(path, context, asked)));
  };
}

function translate(answer: ControlAnswer): ResourceResponse {
  const { status, type, body, retryAfter } = answer;
  const told = parsed(body);
  // A 404 of the address itself, not of what was asked for.
  if (status === 401 || (status === 404 && told?.['error'] !== 'target_unknown'))
    return failure(502, 'control_unreachable', notTaken(answer));
  if (status === 200) return { status, headers: { 'Content-Type': [type] }, body };
  const { error, message, ...rest } = told ?? {};
  const code = typeof error === 'string' ? error : 'control_unreachable';
  const words = typeof message === 'string' ? message : 'the ingest service answered with something else than expected';
  return json(status, { ...rest, error: words, code }, retryAfter === undefined ? {} : { 'Retry-After': [retryAfter] });
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body.toString()) as unknown;
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const GONE = failure(404, 'target_unknown', 'There is no such incident, or it is not for you.');

async function incidents(context: ActionContext): Promise<ResourceResponse> {
  const { query } = context.request;
  const status = query.get('status') ?? '';
  const limit = Number(query.get('limit') ?? 200);
  if (!['', ...INCIDENT_STATUSES].includes(status) || !Number.isInteger(limit) || limit < 1)
    return failure(400, 'action_invalid', 'status: open or closed; limit: a number');
  const list = await listIncidents(context, { ...(status === '' ? {} : { status }), limit });
  return json(200, { incidents: list });
}

/** Incidents span hosts: they are not told in part to whom row filters hold. */
async function incident(context: ActionContext, id: string): Promise<ResourceResponse> {
  const found = await readIncident(context, id);
  return found === undefined ? GONE : json(200, found.detail);
}

async function exportIncident(context: ActionContext, id: string): Promise<ResourceResponse> {
  const found = await readIncident(context, id);
  if (found === undefined) return GONE;
  const name = `incident-${id}.html`;
  return {
    status: 200,
    headers: {
      'Content-Type': ['text/html; charset=utf-8'],
      'Content-Disposition': [`attachment; filename="${name}"`],
      'Content-Security-Policy': ["default-src 'none'; style-src 'unsafe-inline'; sandbox"],
      'X-Content-Type-Options': ['nosniff'],
    },
    body: incidentHtml(found, actorOf(context.call)?.login ?? '', Date.now()),
  };
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: 'me', answer: me },
  { method: 'GET', path: 'alerts/:id', answer: alertDetail },
  { method: 'POST', path: 'actions', answer: forward('actions') },
  { method: 'GET', path: 'incidents', answer: incidents },
  { method: 'POST', path: 'incidents', answer: forward('incidents') },
  { method: 'GET', path: 'incidents/:id', answer: incident },
  { method: 'GET', path: 'incidents/:id/export', answer: exportIncident },
  {
    method: 'GET',
    path: 'exceptions',
    answer: async (context) => json(200, { exceptions: await exceptionsOf(context) }),
  },
  { method: 'POST', path: 'exceptions/preview', answer: forward('exceptions/preview') },
  { method: 'POST', path: 'exceptions', answer: forward('exceptions') },
  { method: 'POST', path: 'journal', answer: forward('journal') },
];

/** Answers a resource of the action path; undefined: it is none. Rejects with StoreError, and for a bug. */
export async function callAction(context: ActionContext): Promise<ResourceResponse | undefined> {
  const { request, call } = context;
  const path = request.path.replace(/^\/+|\/+$/g, '').split('/');
  const fitting = ROUTES.flatMap((route) => {
    const id = match(route.path.split('/'), path);
    return id === undefined ? [] : [{ route, id }];
  });
  if (fitting.length === 0) return undefined;
  const found = fitting.find(({ route }) => route.method === request.method);
  if (found === undefined)
    return failure(405, 'bad_request', `Only ${fitting.map(({ route }) => route.method).join(', ')}.`);
  if (found.route.method === 'GET' && path[0] !== 'me' && !mayDo(actorOf(call)?.role ?? '', 'read'))
    return failure(403, 'action_forbidden', 'Nobody is signed in, or the role may not read alerts.');
  // A request to change them is refused by the service, which keeps the attempt.
  if (found.route.method === 'GET' && ofMany(path[0] ?? '', context))
    return failure(403, 'action_forbidden', 'Incidents and exceptions are about more than the rows that you may see.');
  try {
    return await found.route.answer(context, found.id);
  } catch (error) {
    if (error instanceof ControlError) return failure(error.status, error.code, error.message);
    throw error;
  }
}

/** The UUID in the path, or '' for a path without; undefined when it is another path. */
function match(pattern: readonly string[], path: readonly string[]): string | undefined {
  if (pattern.length !== path.length) return undefined;
  let id = '';
  for (const [index, segment] of pattern.entries()) {
    const given = path[index] ?? '';
    if (segment !== ':id') {
      if (segment !== given) return undefined;
    } else if (UUID.test(given)) id = given.toLowerCase();
    else return undefined;
  }
  return id;
}
