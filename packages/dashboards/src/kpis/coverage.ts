// What is seen: sources, hosts.
import { sql } from '../model/query.ts';
import { ALERTS_BY_RULE, RULES } from '../model/rules.ts';
import type { Kpi } from './kpi.ts';

/** A time under its name; nothing where it never was. */
const whenever = (time: string): string => `if(toUnixTimestamp(${time}) = 0, NULL, ${time}) AS ${time}`;

const SENDERS = sql`
  (
    SELECT value AS source, host, max(last_ingested_at) AS last, min(first_ts) AS first
    FROM seen
    WHERE kind = 'sender'
    GROUP BY source, host)`;

export const dataSources: Kpi = {
  name: 'data-sources',
  title: 'Data sources',
  formula:
    'Kinds of sources that sent an event in the 30 days before the end of the range, and those of them that sent one in its last hour (alive).',
  unit: 'short',
  version: 1,
  owner: 'Platform',
  sql: sql`
    SELECT uniqExact(source) AS sources, uniqExactIf(source, last > $__toTime - toIntervalHour(1)) AS alive
    FROM ${SENDERS}
    WHERE last > $__toTime - toIntervalDay(30) AND first <= $__toTime`,
  rows: sql`
    SELECT source, uniqExact(host) AS hosts, max(last) AS last_event, min(first) AS first_event
    FROM ${SENDERS}
    WHERE last > $__toTime - toIntervalDay(30) AND first <= $__toTime
    GROUP BY source
    ORDER BY last_event`,
};

const HOSTS = sql`
  (
    SELECT host, min(first) AS first, max(last) AS last, max(process) AS last_process
    FROM (
      SELECT host, first_ts AS first, last_ingested_at AS last, if(kind = 'image', last_ingested_at, toDateTime64(0, 3, 'UTC')) AS process
      FROM seen
      WHERE kind IN ('sender', 'image') AND host != ''
      UNION ALL
      SELECT host, enrolled_at, updated_at, toDateTime64(0, 3, 'UTC') FROM osquery_nodes FINAL WHERE host != ''
    )
    GROUP BY host)`;

export const hostsCovered: Kpi = {
  name: 'hosts-covered',
  title: 'Hosts covered',
  formula:
    'Known: hosts that sent anything or enrolled an agent in the 30 days before the end of the range. Covered: those of them whose process starts were received in its last 24 hours.',
  unit: 'short',
  version: 1,
  owner: 'Platform',
  sql: sql`
    SELECT countIf(last_process > $__toTime - toIntervalDay(1)) AS covered, count() AS known
    FROM ${HOSTS}
    WHERE last > $__toTime - toIntervalDay(30) AND first <= $__toTime`,
  rows: sql`
    SELECT host, last AS last_event, ${whenever('last_process')}, ifNull(last_process > $__toTime - toIntervalDay(1), false) AS covered
    FROM ${HOSTS}
    WHERE last > $__toTime - toIntervalDay(30) AND first <= $__toTime
    ORDER BY covered, host`,
};

const USE_CASES = sql`
  (
    SELECT r.*, f.alerts AS alerts, f.last AS last
    FROM ${RULES} AS r
    LEFT JOIN ${ALERTS_BY_RULE} AS f ON r.rule_id = f.rule_id)`;

export const useCases: Kpi = {
  name: 'use-cases',
  title: 'Use cases',
  formula:
    'Rules that a live service runs now (enabled). Of these: events of their log source were judged since the beginning of the range (with data); recorded events that they must hit or leave alone stand beside them (tested); they raised an alert in the range (fired). Rules that serve correlations only are none.',
  unit: 'short',
  version: 2,
  owner: 'Detection engineering',
  sql: sql`
    SELECT countIf(runs) AS enabled, countIf(runs AND sees) AS with_data, countIf(runs AND tests > 0) AS tested, countIf(runs AND alerts > 0) AS fired
    FROM ${USE_CASES}`,
  rows: sql`
    SELECT rule, level, state, reason, if(sees, 'yes', 'no') AS data, tests, alerts, ${whenever('data_at')}, ${whenever('last')}, rule_id
    FROM ${USE_CASES}
    ORDER BY runs DESC, alerts DESC, rule, rule_id`,
};
