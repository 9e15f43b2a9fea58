// What is seen: sources, hosts.
import { sql } from '../model/query.ts';
import type { Kpi } from './kpi.ts';

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
    SELECT host, last AS last_event, last_process, last_process > $__toTime - toIntervalDay(1) AS covered
    FROM ${HOSTS}
    WHERE last > $__toTime - toIntervalDay(30) AND first <= $__toTime
    ORDER BY covered, host`,
};

export const useCasesFired: Kpi = {
  name: 'use-cases-fired',
  title: 'Use cases that fired',
  formula: 'Rules (and findings of sensors) that raised an alert in the range; how many alerts each.',
  unit: 'short',
  version: 1,
  owner: 'Detection engineering',
  sql: sql`
    SELECT uniqExact(rule_id) AS fired
    FROM alerts
    WHERE $__timeFilter(ts) AND NOT startsWith(rule_id, 'huntboard:')`,
  rows: sql`
    SELECT rule_id, any(rule_title) AS rule, any(level) AS level, uniqExact(alert_id) AS alerts, max(ts) AS last
    FROM alerts
    WHERE $__timeFilter(ts) AND NOT startsWith(rule_id, 'huntboard:')
    GROUP BY rule_id
    ORDER BY alerts DESC, rule_id`,
};
