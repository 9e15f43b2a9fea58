// Variables of the dashboards: the filters in their head. Their names are the contract of the links between dashboards.
import {
  AdHocVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, tableSql, sql } from './query.ts';
import { NO_CANARY_EVENTS, text } from './sql.ts';

/** Names that most companies give to servers. */
export const SERVERS = '^(dc|fs|sql|adm|web|app|db|srv|mail|bastion)';

const ALL = { text: 'All', value: '$__all' } as const;

function valuesVariable(name: string, label: string, description: string, statement: string): QueryVariableBuilder {
  const query = { refId: name, ...tableSql(statement) };
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(DATASOURCE)
    .query(query)
    .definition(query.kind === 'sql' ? query.sql : '')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .allowCustomValue(true);
}

const HOSTS = sql`
  SELECT DISTINCT host FROM seen
  WHERE kind = 'sender' AND host != ''
  ORDER BY host LIMIT 5000`;

/** Hosts, several or all. */
export const hostsVariable = (): QueryVariableBuilder =>
  valuesVariable('host', 'Host', 'Hosts that ever sent an event', HOSTS)
    .multi(true)
    .includeAll(true)

    .current(ALL);

/** Exactly one host; the one with the most alerts in the time range comes first, and is chosen when no link chose another. */
export const hostVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'host',
    'Host',
    'Host whose processes are shown; those with alerts come first',
    sql`
      SELECT seen.host AS host
      FROM seen
      LEFT JOIN (
        SELECT host, count() AS alerts
        FROM alerts FINAL
        WHERE $__timeFilter(ts)
        GROUP BY host
      ) AS alerted ON alerted.host = seen.host
      WHERE seen.kind = 'sender' AND seen.host != ''
      GROUP BY host
      ORDER BY any(alerted.alerts) DESC, host
      LIMIT 5000`,
  )
    .multi(false)
    .includeAll(false)
    .sort(VariableSort.Disabled);

/** An alert of the chosen host: around its process the tree is drawn; without a choice the whole host. */
export const hostAlertVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'alert',
    'Alert',
    'Draws the tree around the process of one alert of the host; All: the whole host',
    sql`
    SELECT toString(alert_id) AS __value, concat(formatDateTime(ts, '%m-%d %H:%i:%S'), ' ', level, ': ', rule_title) AS __text
    FROM alerts FINAL
    WHERE $__timeFilter(ts) AND host = ${text('host')}
    ORDER BY ts DESC, alert_id
    LIMIT 500`,
  )
    .multi(false)
    .includeAll(true)
    .sort(VariableSort.Disabled)
    .current(ALL);

export const usersVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'user',
    'User',
    'Accounts in the time range',
    sql`
    SELECT User FROM events
    WHERE $__timeFilter(ts) AND User != ''
    GROUP BY User ORDER BY count() DESC LIMIT 1000`,
  )
    .multi(true)
    .includeAll(true)

    .current(ALL);

/** Exactly one account; those with alerts in the time range come first. */
export const userVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'user',
    'User',
    'Account that is shown; those with alerts come first',
    sql`
      SELECT User FROM (
        SELECT User, count() AS weight FROM alerts FINAL WHERE $__timeFilter(ts) AND User != '' GROUP BY User
        UNION ALL
        SELECT User, 0 AS weight FROM events WHERE $__timeFilter(ts) AND User != '' GROUP BY User ORDER BY count() DESC LIMIT 2000)
      GROUP BY User
      ORDER BY max(weight) DESC, User
      LIMIT 2000`,
  )
    .multi(false)
    .includeAll(false)
    .sort(VariableSort.Disabled);

export const categoriesVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'category',
    'Category',
    'Kinds of events in the time range',
    sql`
    SELECT DISTINCT category FROM events
    WHERE $__timeFilter(ts) AND ${NO_CANARY_EVENTS}
    ORDER BY category LIMIT 200`,
  )
    .multi(true)
    .includeAll(true)

    .current(ALL);

function textVariable(name: string, label: string, description: string): TextBoxVariableBuilder {
  return new TextBoxVariableBuilder(name)
    .label(label)
    .description(description)
    .defaultValue('')
    .current({ text: '', value: '' });
}

/** Which hosts count as servers: a regular expression on their short names. */
export const serversVariable = (): TextBoxVariableBuilder =>
  new TextBoxVariableBuilder('servers')
    .label('Servers')
    .description('Regular expression on short host names: those that should answer and seldom ask')
    .defaultValue(SERVERS)
    .current({ text: SERVERS, value: SERVERS });

/** Free text, looked for in the fields that a hunter reads. */
export const textFilterVariable = (): TextBoxVariableBuilder =>
  textVariable(
    'text',
    'Contains',
    'Part of an image, command line, file, registry key, address, name or hash; case does not matter',
  );

/** Identity of one process; set by links. */
export const processVariable = (): TextBoxVariableBuilder =>
  textVariable('proc_guid', 'Process GUID', 'Identity of one process, as links from other panels set it');

/**
 * Filters on any field of events, those of the long tail included. They stand where `$__filters` stands: every SQL of a board
 * with this variable has to say it.
 */
export const filtersVariable = (): AdHocVariableBuilder =>
  new AdHocVariableBuilder('filters')
    .label('Filters')
    .description('Conditions on any field of the events, those that only some sensors send included')
    .datasource(DATASOURCE)
    .allowCustomValue(true);

/** What links to the queue set. Hidden: the panel has filters of its own, and shows what it is narrowed to. */
export const triageVariables = (): readonly TextBoxVariableBuilder[] =>
  [
    textVariable('host', 'Host', 'Only alerts of this host'),
    textVariable('user', 'User', 'Only alerts of this account'),
    textVariable('rule', 'Rule', 'Only alerts of the rule with this id'),
    textVariable('level', 'Level', 'Only alerts of this level'),
    textVariable('assignee', 'Assignee', 'Only alerts of this person; @me: mine, @none: nobody’s'),
    textVariable(
      'state',
      'State',
      'open (also when empty), all, unseen, late, work, new, acknowledged, in_progress or closed',
    ),
    textVariable('acted', 'Acted since', 'Only alerts that somebody acted on since: epoch ms, or hours back as 24h'),
    textVariable('order', 'Order', 'urgent (also when empty), newest or oldest'),
    textVariable('alert', 'Alert', 'Id of the alert that is open'),
  ].map((variable) => variable.hide(VariableHide.HideVariable));
