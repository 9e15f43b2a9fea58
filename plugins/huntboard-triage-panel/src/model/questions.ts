// What an analyst asks of an alert: the questions of its rule, then those for what it is about. Each is a query whose answer says what it means.
import type { AlertDetail, AlertQuestion } from '@huntboard/actions';
import type { Model } from '../data/ask';

export interface Question {
  readonly id: string;
  /** Those of the rule are asked as soon as the alert is open. */
  readonly origin: 'rule' | 'category';
  readonly text: string;
  readonly model: Model;
  /** Time around the alert that is looked at, ms before and after. */
  readonly before: number;
  readonly after: number;
  /** Columns of the answer that are shown; empty: the first ones. */
  readonly columns: readonly string[];
  /** The first one that fits says what the answer means. */
  readonly answers: AlertQuestion['answers'];
  /** Fields that the event does not have: the question cannot be asked. */
  readonly missing: readonly string[];
}

/** A question for what an alert is about. */
interface Common extends Omit<Question, 'origin' | 'answers' | 'missing'> {
  /** How to read rows. */
  readonly hint: string;
  /** Said of an answer without rows. */
  readonly none: string;
}

type Alert = AlertDetail['alert'];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string | readonly string[];
}

const is = (field: string, value: string): Condition => ({ field, operator: '=', value });

function events(
  categories: readonly string[],
  hosts: readonly string[],
  filters: readonly Condition[],
  columns: readonly string[],
  limit = 50,
): Model {
  return {
    kind: 'events',
    version: 1,
    categories,
    hosts,
    filters,
    columns,
    limit,
    format: 'table',
    orderBy: { field: 'ts', direction: 'asc' },
  };
}

const seen = (seenKind: string, value: string): Model => ({
  kind: 'rarity',
  version: 1,
  from: 'seen',
  seenKind,
  search: value.toLowerCase(),
  limit: 20,
});

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
const NIL = '00000000-0000-0000-0000-000000000000';

function ofProcess(alert: Alert): Common[] {
  const found: Common[] = [];
  const { host, process, image } = alert;
  if (image !== '') {
    found.push({
      id: 'image-elsewhere',
      text: `Where else did ${baseName(image)} run, and since when?`,
      hint: 'On many hosts for long: probably software of yours. On one host since today: look closely.',
      model: seen('image', image),
      before: 30 * DAY,
      after: 0,
      columns: ['value', 'hosts', 'events', 'first_seen', 'last_seen'],
      none: 'It is not remembered to have started anywhere.',
    });
  }
  if (process === '' || process === NIL) return found;
  const mine = is('proc_guid', process);
  return [
    {
      id: 'children',
      text: 'What did the process start?',
      hint: 'Shells, tools of discovery, downloads: the attack goes on there.',
      model: events(
        ['process'],
        [host],
        [is('parent_guid', process), is('action', 'start')],
        ['ts', 'Image', 'CommandLine', 'User'],
      ),
      before: HOUR,
      after: 12 * HOUR,
      columns: ['ts', 'Image', 'CommandLine', 'User'],
      none: 'It started nothing.',
    },
    {
      id: 'network',
      text: 'Where did it connect to?',
      hint: 'An outside address that few hosts know, or equal beats: a beacon.',
      model: events(['network'], [host], [mine], ['ts', 'DestinationIp', 'DestinationHostname', 'DestinationPort']),
      before: HOUR,
      after: 12 * HOUR,
      columns: ['ts', 'DestinationIp', 'DestinationHostname', 'DestinationPort'],
      none: 'No connection of it was seen.',
    },
    {
      id: 'files',
      text: 'What did it write?',
      hint: 'Programs, scripts, archives, dumps; autostart folders and keys.',
      model: events(['file', 'registry'], [host], [mine], ['ts', 'action', 'TargetFilename', 'TargetObject']),
      before: HOUR,
      after: 12 * HOUR,
      columns: ['ts', 'action', 'TargetFilename', 'TargetObject'],
      none: 'No file or registry key of it was seen.',
    },
    ...found,
  ];
}

function ofHost(alert: Alert): Common[] {
  const { host, user } = alert;
  const found: Common[] = [];
  if (host !== '') {
    found.push({
      id: 'logons',
      text: `Who logged on to ${host} before?`,
      hint: 'Remote logons (type 3 or 10) from a host that has no business there, shortly before.',
      model: events(
        ['auth'],
        [host],
        [],
        ['ts', 'action', 'TargetUserName', 'LogonType', 'IpAddress', 'WorkstationName'],
        100,
      ),
      before: 4 * HOUR,
      after: 0,
      columns: ['ts', 'action', 'TargetUserName', 'LogonType', 'IpAddress', 'WorkstationName'],
      none: 'No logon was seen in the four hours before.',
    });
  }
  if (user !== '' && !/^(nt authority\\|root$|system$)/i.test(user)) {
    found.push({
      id: 'user-hosts',
      text: `On which hosts is ${user} active?`,
      hint: 'More hosts than on other days: the account may be in other hands.',
      model: {
        kind: 'values',
        version: 1,
        table: 'events',
        field: 'host',
        filters: [is('User', user)],
        order: 'count',
        limit: 50,
      },
      before: DAY,
      after: DAY,
      columns: ['value', 'count'],
      none: 'On none within a day.',
    });
  }
  return found;
}

function ofLogon(alert: Alert): Common[] {
  const address = alert.matched['IpAddress'] ?? '';
  if (address === '' || address === '-') return [];
  return [
    {
      id: 'success-after',
      text: `Did a logon from ${address} succeed?`,
      hint: 'A success after failures means that the password is known.',
      model: events(
        ['auth'],
        [],
        [is('IpAddress', address), is('action', 'success')],
        ['ts', 'host', 'TargetUserName', 'LogonType'],
      ),
      before: DAY,
      after: DAY,
      columns: ['ts', 'host', 'TargetUserName', 'LogonType'],
      none: 'None within a day.',
    },
  ];
}

const ofRule = ({ ask, model, show, ...question }: AlertQuestion, index: number): Question => ({
  ...question,
  id: `rule-${index}`,
  origin: 'rule',
  text: ask,
  // The data source's backend checks the model, and says what is wrong with it.
  model: { ...model, kind: String(model['kind']) },
  columns: show,
});

const ofCategory = ({ hint, none, ...question }: Common): Question => ({
  ...question,
  origin: 'category',
  answers: [
    { of: 'rows', atMost: 0, means: none },
    { of: 'rows', means: hint },
  ],
  missing: [],
});

/** The questions that fit an alert: the rule's, then the most telling first. */
export function questionsFor({ alert, questions }: Pick<AlertDetail, 'alert' | 'questions'>): readonly Question[] {
  const logon = ['auth', 'kerberos', 'ntlm', 'session', 'privilege', 'account', 'group'].includes(alert.category);
  const common = logon
    ? [...ofLogon(alert), ...ofHost(alert), ...ofProcess(alert)]
    : [...ofProcess(alert), ...ofHost(alert), ...ofLogon(alert)];
  return [...questions.map(ofRule), ...common.map(ofCategory)];
}
