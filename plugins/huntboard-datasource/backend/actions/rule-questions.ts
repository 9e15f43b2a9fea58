// The questions of an alert's rule, as the services told them, with the values of the alert's first event.
import type { AlertDetail, AlertQuestion } from '@huntboard/actions';
import { filtersSql, Params, type FieldRef } from '@huntboard/query';
import { ALERT_FIELDS, bindQuestion, eventField, fieldsOf, parseQuestions } from '@huntboard/sigma';
import { events } from '@huntboard/schema';
import type { ActionContext } from './action-resources';
import { bound } from './alert-row';

type Alert = AlertDetail['alert'];
type Values = Readonly<Record<string, string>>;

/** [] for an alert of no rule, and for a rule without questions. Rejects with StoreError. */
export async function questionsOf(context: ActionContext, alert: Alert): Promise<AlertQuestion[]> {
  const { store, call } = context;
  const [row] = await store.query<{ questions: string }>(
    'SELECT questions FROM rule_states FINAL WHERE rule_id = {rule:String} ORDER BY updated_at DESC LIMIT 1',
    { params: { rule: alert.ruleId }, signal: call.signal },
  );
  const questions = parseQuestions(row?.questions ?? '');
  if (questions.length === 0) return [];
  const fields = fieldsOf(questions);
  const ofAlert: Values = { ...alert.matched, ...alertValues(alert) };
  const ofEvent = await eventValues(context, alert, fields);
  const values = Object.fromEntries(fields.map((field) => [field, ofEvent[field] || ofAlert[field] || '']));
  return questions.map((question) => bindQuestion(question, values));
}

function alertValues({ id, ruleId, host, user, image, process, processId }: Alert): Values {
  return {
    alert_id: id,
    rule_id: ruleId,
    host,
    User: user,
    Image: image,
    proc_guid: process,
    ProcessId: processId === 0 ? '' : String(processId),
  };
}

/** Fields of the first event; none when it is gone, or not for this user. Windows writes `-` for what there is not. */
async function eventValues(context: ActionContext, alert: Alert, fields: readonly string[]): Promise<Values> {
  const { store, call, filters } = context;
  const [id] = alert.events;
  const wanted = fields.filter((field) => !ALERT_FIELDS.includes(field));
  if (id === undefined || wanted.length === 0) return {};
  const params = new Params();
  const allowed = filtersSql(events, filters, params);
  if (!allowed.ok) return {};
  const texts = wanted.map((field) => textSql(eventField(field, params)));
  const where = [
    `event_id = ${params.bind('UUID', id)}`,
    `ts >= ${params.time(alert.ts)} AND ts <= ${params.time(alert.lastTs)}`,
    // By these the store finds it soon.
    ...(alert.category === '' ? [] : [`category = ${params.text(alert.category)}`]),
    ...(alert.host === '' ? [] : [`host = ${params.text(alert.host)}`]),
    allowed.value,
  ].filter((part) => part !== '');
  const [row] = await store.query<{ texts: string[] }>(
    `SELECT [${texts.join(', ')}] AS texts FROM events WHERE ${where.join(' AND ')} LIMIT 1`,
    { params: bound(params), signal: call.signal },
  );
  const sent = (text = ''): string => (text === '-' ? '' : text);
  return Object.fromEntries(wanted.map((field, index) => [field, sent(row?.texts[index])]));
}

/** The field as text; '' for what was not sent, which is 0 or the nil UUID in columns of these types. */
function textSql(field: FieldRef | undefined): string {
  if (field === undefined) return "''";
  const { sql, kind } = field;
  const text = `toString(${sql})`;
  return kind === 'number' ? `if(${sql} = 0, '', ${text})` : kind === 'uuid' ? `if(empty(${sql}), '', ${text})` : text;
}
