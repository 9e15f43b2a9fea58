// What the panel asks and tells the action path: typed by the contract of packages/actions.
import {
  actionAnswerSchema,
  alertDetailSchema,
  exceptionAnswerSchema,
  exceptionPreviewSchema,
  incidentAnswerSchema,
  incidentDetailSchema,
  incidentSchema,
  journalAnswerSchema,
  meSchema,
} from '@huntboard/actions';
import type {
  ActionAnswer,
  ActionRequestInput,
  AlertDetail,
  ExceptionAnswer,
  ExceptionPreview,
  ExceptionRequestInput,
  Incident,
  IncidentAnswer,
  IncidentDetail,
  IncidentRequestInput,
  JournalAnswer,
  JournalRequestInput,
  Me,
} from '@huntboard/actions';
import { z } from 'zod';
import { AskError, callResource } from './ask';
import type { Answer } from './ask';

export interface ExceptionScope {
  readonly rules: string[];
  readonly where: Record<string, string | string[]>;
}

/** Everything beside the queue. All methods throw an AskError with words for a person, but `act`, which also answers refusals. */
export interface TriageClient {
  me(): Promise<Me>;
  alert(id: string, windowStart: number, signal?: AbortSignal): Promise<AlertDetail>;
  act(request: ActionRequestInput): Promise<ActionAnswer>;
  incidents(): Promise<readonly Incident[]>;
  incident(id: string): Promise<IncidentDetail>;
  actOnIncident(request: IncidentRequestInput): Promise<IncidentAnswer>;
  previewException(scope: ExceptionScope, days: number): Promise<ExceptionPreview>;
  createException(request: ExceptionRequestInput): Promise<ExceptionAnswer>;
  writeJournal(request: JournalRequestInput): Promise<JournalAnswer>;
  exportUrl(incident: string): string;
}

const NOBODY: Me = {
  login: '',
  role: '',
  may: { read: true, triage: false, configure: false },
  available: false,
  reason: '',
  bulk: 0,
  people: [],
};

function read<T>(answer: Answer, schema: z.ZodType<T>): T {
  if (!answer.ok) throw new AskError(answer.words);
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new AskError(
    'The data source answered something that this panel does not understand: are both of one version?',
  );
}

/** The client of one data source. */
export function triageClient(uid: string): TriageClient {
  const path = encodeURIComponent;
  return {
    async me() {
      const answer = await callResource(uid, 'GET', 'me');
      return answer.ok ? read(answer, meSchema) : { ...NOBODY, reason: answer.words };
    },
    async alert(id, windowStart, signal) {
      const at = windowStart > 0 ? `?at=${windowStart}` : '';
      return read(await callResource(uid, 'GET', `alerts/${path(id)}${at}`, undefined, signal), alertDetailSchema);
    },
    async act(request) {
      const answer = await callResource(uid, 'POST', 'actions', request);
      if (!answer.ok) {
        // Nothing could be done: the answer says why, alert by alert.
        const refusals = actionAnswerSchema.safeParse(answer.body);
        if (refusals.success) return refusals.data;
      }
      return read(answer, actionAnswerSchema);
    },
    async incidents() {
      const schema = z.object({ incidents: z.array(incidentSchema) });
      return read(await callResource(uid, 'GET', 'incidents?status=open&limit=200'), schema).incidents;
    },
    async incident(id) {
      return read(await callResource(uid, 'GET', `incidents/${path(id)}`), incidentDetailSchema);
    },
    async actOnIncident(request) {
      return read(await callResource(uid, 'POST', 'incidents', request), incidentAnswerSchema);
    },
    async previewException(scope, days) {
      return read(await callResource(uid, 'POST', 'exceptions/preview', { ...scope, days }), exceptionPreviewSchema);
    },
    async createException(request) {
      return read(await callResource(uid, 'POST', 'exceptions', request), exceptionAnswerSchema);
    },
    async writeJournal(request) {
      return read(await callResource(uid, 'POST', 'journal', request), journalAnswerSchema);
    },
    exportUrl: (incident) => `/api/datasources/uid/${path(uid)}/resources/incidents/${path(incident)}/export`,
  };
}

/** A UUID for a click: random where the page is not served securely, too. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
