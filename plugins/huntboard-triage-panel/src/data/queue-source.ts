// The queue as queries of kind `alerts`: pages of rows, groups, and what is new.
import type { DataFrame } from '@grafana/data';
import { EMPTY_FILTER, OPEN_FILTER, actedSinceAt } from '../model/queue-filter';
import { lateBefore } from '../model/sla';
import type { SlaPolicy } from '../model/sla';
import { asDisposition, asLevel, asStatus } from '../model/alert';
import type { AlertRow } from '../model/alert';
import type { HandoverNumbers } from '../model/handover';
import type { Grouping, Order, QueueFilter } from '../model/queue-filter';
import type { Group } from '../model/queue-state';
import { ask, numberOf, rowsOf, textOf } from './ask';
import type { Model, Range } from './ask';

export interface QueueQuestion {
  readonly uid: string;
  readonly filter: QueueFilter;
  readonly order: Order;
  readonly range: Range;
  /** Login of the viewer, for `@me`. */
  readonly me: string;
  /** Clocks that say what is late. */
  readonly policy: SlaPolicy;
}

interface FilterNode {
  readonly field: string;
  readonly operator: string;
  readonly value: string | readonly string[];
}

const DAY = 86_400_000;
const SEARCHED = ['rule_title', 'summary', 'host', 'User', 'Image'];

/** The model of a question, without its format. */
export function queueModel(
  { filter, me, policy }: Pick<QueueQuestion, 'filter' | 'me' | 'policy'>,
  now: number,
): Model {
  const actedSince = actedSinceAt(filter.actedSince, now);
  const oneOf = (field: string, value: readonly string[]): FilterNode[] =>
    value.length === 0 ? [] : [{ field, operator: 'in', value }];
  const words = filter.search.trim().split(/\s+/).filter(Boolean);
  const assignee = filter.assignee === '@me' ? me : filter.assignee === '@none' ? '' : filter.assignee;
  return {
    kind: 'alerts',
    version: 1,
    levels: filter.levels,
    hosts: filter.hosts,
    statuses: filter.unreviewed || filter.late ? ['new'] : filter.statuses,
    ...(filter.assignee === '' ? {} : { assignees: [assignee] }),
    ...(filter.incident === '' ? {} : { incidents: [filter.incident] }),
    ...(filter.unreviewed ? { raisedBefore: now - DAY } : {}),
    ...(filter.late ? { raisedBeforeByLevel: lateBefore(policy, now) } : {}),
    ...(actedSince === null ? {} : { actedSince }),
    filters: [
      ...oneOf('User', filter.users),
      ...oneOf('rule_id', filter.rules),
      ...words.map((value) => ({ any: SEARCHED.map((field) => ({ field, operator: 'contains', value })) })),
    ],
  };
}

function toAlertRow(row: Readonly<Record<string, unknown>>): AlertRow {
  const tags = row['tags'];
  const list: unknown = typeof tags === 'string' && tags.startsWith('[') ? JSON.parse(tags) : tags;
  return {
    alertId: textOf(row, 'alert_id'),
    windowStart: numberOf(row, 'window_start'),
    ts: numberOf(row, 'ts'),
    raisedAt: numberOf(row, 'raised_at') || numberOf(row, 'created_at'),
    actedAt: numberOf(row, 'acted_at'),
    ruleId: textOf(row, 'rule_id'),
    rule: textOf(row, 'rule'),
    level: asLevel(row['level']),
    host: textOf(row, 'host'),
    user: textOf(row, 'User'),
    image: textOf(row, 'Image'),
    procGuid: textOf(row, 'proc_guid'),
    category: textOf(row, 'category'),
    summary: textOf(row, 'summary'),
    tags: Array.isArray(list) ? list.map(String) : [],
    count: numberOf(row, 'count'),
    status: asStatus(row['status']),
    disposition: asDisposition(row['disposition']),
    assignee: textOf(row, 'assignee'),
    lastAction: textOf(row, 'last_action'),
    incidentId: textOf(row, 'incident_id'),
    incident: textOf(row, 'incident'),
  };
}

const toRows = (frames: readonly DataFrame[]): readonly AlertRow[] => rowsOf(frames[0]).map(toAlertRow);

export interface Page {
  readonly rows: readonly AlertRow[];
  readonly complete: boolean;
}

/** One page of the queue, or of a group of it. */
export async function askQueue(
  question: QueueQuestion,
  page: { readonly limit: number; readonly offset: number; readonly grouping: Grouping; readonly group: string },
  signal?: AbortSignal,
): Promise<Page> {
  const model = {
    ...queueModel(question, Date.now()),
    format: 'queue',
    order: question.order,
    limit: page.limit,
    offset: page.offset,
    ...(page.grouping === 'none' ? {} : { groupBy: page.grouping, group: page.group }),
  };
  const rows = toRows(await ask(question.uid, model, question.range, signal));
  return { rows, complete: rows.length < page.limit };
}

/** The rows of certain alerts, as they are now. */
export async function askAlerts(
  uid: string,
  ids: readonly string[],
  range: Range,
  signal?: AbortSignal,
): Promise<readonly AlertRow[]> {
  if (ids.length === 0) return [];
  const filters = [{ field: 'alert_id', operator: 'in', value: ids }];
  const model = { kind: 'alerts', version: 1, format: 'queue', filters, limit: ids.length };
  return toRows(await ask(uid, model, range, signal));
}

/** The groups of the queue, the most urgent first. */
export async function askGroups(
  question: QueueQuestion,
  grouping: Grouping,
  limit: number,
  signal?: AbortSignal,
): Promise<readonly Group[]> {
  const model = { ...queueModel(question, Date.now()), format: 'groups', groupBy: grouping, limit };
  const [frame] = await ask(question.uid, model, question.range, signal);
  return rowsOf(frame).map((row) => ({
    key: textOf(row, 'group'),
    label: textOf(row, 'label') || textOf(row, 'group'),
    alerts: numberOf(row, 'alerts'),
    open: numberOf(row, 'open'),
    level: asLevel(row['level']),
    hosts: numberOf(row, 'hosts'),
    oldest: numberOf(row, 'oldest'),
    newest: numberOf(row, 'newest'),
  }));
}

export interface StateCount {
  readonly status: AlertRow['status'];
  readonly level: AlertRow['level'];
  readonly assignee: string;
  readonly alerts: number;
}

/** How many alerts fit, by status, level and assignee: counted in the store, so that no page limits it. */
export async function askCounts(question: QueueQuestion, signal?: AbortSignal): Promise<readonly StateCount[]> {
  const model = { ...queueModel(question, Date.now()), format: 'states' };
  const [frame] = await ask(question.uid, model, question.range, signal);
  return rowsOf(frame).map((row) => ({
    status: asStatus(row['status']),
    level: asLevel(row['level']),
    assignee: textOf(row, 'assignee'),
    alerts: numberOf(row, 'alerts'),
  }));
}

/** What the note for the next shift says of the whole queue: every open alert of the range, whatever the filter on the screen. */
export async function askHandover(question: QueueQuestion, signal?: AbortSignal): Promise<HandoverNumbers> {
  const counts = (filter: QueueFilter): Promise<readonly StateCount[]> => askCounts({ ...question, filter }, signal);
  const total = (all: readonly StateCount[]): number => all.reduce((sum, { alerts }) => sum + alerts, 0);
  const inWork = { ...EMPTY_FILTER, statuses: ['acknowledged', 'in_progress'] };
  const [open, late, unseen, working] = await Promise.all([
    counts(OPEN_FILTER),
    counts({ ...EMPTY_FILTER, late: true }),
    counts({ ...EMPTY_FILTER, unreviewed: true }),
    askQueue(
      { ...question, filter: inWork, order: 'urgent' },
      { limit: 50, offset: 0, grouping: 'none', group: '' },
      signal,
    ),
  ]);
  return { open, late: total(late), unseen: total(unseen), working: working.rows };
}
