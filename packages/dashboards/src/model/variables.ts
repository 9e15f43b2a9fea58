// Variables of the dashboards: the filters in their head. Their names are the contract of the links between dashboards.
import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, tableSql, sql } from './query.ts';

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

export const categoriesVariable = (): QueryVariableBuilder =>
  valuesVariable(
    'category',
    'Category',
    'Kinds of events in the time range',
    sql`
    SELECT DISTINCT category FROM events
    WHERE $__timeFilter(ts)
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
