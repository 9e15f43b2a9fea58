// Alert rules: Grafana notifies about what detection and the pipeline already wrote down; no rule reads raw events.
import { RuleBuilder, QueryBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Rule } from '@grafana/grafana-foundation-sdk/alerting';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { tableSql, toTarget, sql } from '../model/query.ts';
import type { RuleGroupFile } from './to-provisioning.ts';

const EXPRESSIONS = { type: '__expr__', uid: '__expr__' } as const;

interface RuleText {
  readonly uid: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly dashboardUid: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Condition {
  /** SQL with exactly one number; its strings become the labels of the alert. */
  readonly sql: string;
  /** Range that `$__timeFilter` covers, seconds back from now. */
  readonly seconds: number;
  /** Fires above this. */
  readonly above: number;
  /** How long it must hold, e.g. `5m`. */
  readonly pending: string;
  /** What an empty result means. */
  readonly noData: 'OK' | 'Alerting';
}

function expression(refId: string, fields: Readonly<Record<string, unknown>>): QueryBuilder {
  const model = { refId, datasource: EXPRESSIONS, intervalMs: 1000, maxDataPoints: 43200, ...fields };
  return new QueryBuilder(refId)
    .datasourceUid(EXPRESSIONS.uid)
    .relativeTimeRange({ from: 0, to: 0 } as never)
    .model({ build: () => model as unknown as Dataquery });
}

function rule(text: RuleText, condition: Condition): Rule {
  const query = new QueryBuilder('A')
    .datasourceUid('huntboard')
    .relativeTimeRange({ from: condition.seconds, to: 0 } as never)
    .model(toTarget(tableSql(condition.sql)));
  return new RuleBuilder(text.title)
    .uid(text.uid)
    .condition('C')
    .withQuery(query)
    .withQuery(expression('B', { type: 'reduce', expression: 'A', reducer: 'last' }))
    .withQuery(
      expression('C', {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [condition.above] } }],
      }),
    )
    .forDuration(condition.pending)
    .noDataState(condition.noData)
    .execErrState('Error')
    .labels({ suite: 'huntboard', ...text.labels })
    .annotations({ summary: text.summary, description: text.description, __dashboardUid__: text.dashboardUid })
    .build();
}

const newAlert = rule(
  {
    uid: 'hb-new-alert',
    title: 'New high or critical alert',
    summary: '{{ $labels.level }}: {{ $labels.rule }} on {{ $labels.host }}',
    description:
      'Detection raised this within the last ten minutes. Open the Overview, then the process lineage of the alert.',
    dashboardUid: 'hb-overview',
    labels: { kind: 'detection' },
  },
  {
    sql: sql`
      SELECT rule_title AS rule, host, level, count() AS alerts
      FROM alerts FINAL
      WHERE $__timeFilter(created_at) AND level IN ('critical', 'high')
      GROUP BY rule, host, level`,
    seconds: 600,
    above: 0,
    pending: '0s',
    noData: 'OK',
  },
);

const sourceSilent = rule(
  {
    uid: 'hb-source-silent',
    title: 'Source silent',
    summary: 'No event from {{ $labels.source }} for 15 minutes',
    description: 'No host at all sent events of this source: a shipper, its token or the network is broken.',
    dashboardUid: 'hb-health',
    labels: { kind: 'pipeline', severity: 'high' },
  },
  {
    sql: sql`
      SELECT value AS source, dateDiff('second', max(last_ingested_at), now64(3)) AS silent
      FROM seen
      WHERE kind = 'sender'
      GROUP BY source
      HAVING max(last_ingested_at) > now64(3) - INTERVAL 7 DAY`,
    seconds: 600,
    above: 900,
    pending: '1m',
    noData: 'OK',
  },
);

const hostSilent = rule(
  {
    uid: 'hb-host-silent',
    title: 'Host silent',
    summary: '{{ $labels.host }} sent nothing for a day',
    description:
      'It reported within the last seven days. It is switched off, its sensor is broken, or somebody stopped it.',
    dashboardUid: 'hb-health',
    labels: { kind: 'pipeline', severity: 'medium' },
  },
  {
    sql: sql`
      SELECT host, dateDiff('second', max(last_ingested_at), now64(3)) AS silent
      FROM seen
      WHERE kind = 'sender' AND host != ''
      GROUP BY host
      HAVING max(last_ingested_at) > now64(3) - INTERVAL 7 DAY`,
    seconds: 600,
    above: 86_400,
    pending: '5m',
    noData: 'OK',
  },
);

const queueLag = rule(
  {
    uid: 'hb-queue-lag',
    title: 'Queue lag',
    summary: 'Events of {{ $labels.node }} wait for more than five minutes, or ingest does not report',
    description:
      'Accepted events are safe on disk but not searchable. The store is down or too slow, or ingest itself stopped.',
    dashboardUid: 'hb-health',
    labels: { kind: 'pipeline', severity: 'high' },
  },
  {
    sql: sql`
      SELECT node, max(lag) / 1000 AS lag_seconds
      FROM (
        SELECT node, input, argMax(lag_ms, ts) AS lag
        FROM pipeline_stats
        WHERE $__timeFilter(ts)
        GROUP BY node, input)
      GROUP BY node`,
    seconds: 300,
    above: 300,
    pending: '2m',
    noData: 'Alerting',
  },
);

const quarantineGrows = rule(
  {
    uid: 'hb-quarantine-grows',
    title: 'Quarantine grows',
    summary: 'More than 100 items were refused with {{ $labels.code }} within 15 minutes',
    description:
      'A shipper sends what cannot be decoded. Nothing is lost: fix the cause, then run huntboard quarantine replay.',
    dashboardUid: 'hb-health',
    labels: { kind: 'pipeline', severity: 'medium' },
  },
  {
    sql: sql`
      SELECT code, count() AS items
      FROM quarantine FINAL
      WHERE $__timeFilter(received_at) AND status = 'held'
      GROUP BY code`,
    seconds: 900,
    above: 100,
    pending: '0s',
    noData: 'OK',
  },
);

/** All rule groups; each becomes part of provisioning/alerting/rules.yaml. */
export const ruleGroups: readonly RuleGroupFile[] = [
  { name: 'detection', folder: 'Huntboard', interval: '1m', rules: [newAlert] },
  {
    name: 'pipeline',
    folder: 'Huntboard',
    interval: '1m',
    rules: [sourceSilent, hostSilent, queueLag, quarantineGrows],
  },
];
