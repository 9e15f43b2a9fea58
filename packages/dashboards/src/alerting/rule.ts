// One alert rule: a query that gives labelled numbers, its last value, a threshold. No rule reads raw events.
import { QueryBuilder, RuleBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Rule } from '@grafana/grafana-foundation-sdk/alerting';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DATASOURCE, tableSql, toTarget } from '../model/query.ts';

const EXPRESSIONS = { type: '__expr__', uid: '__expr__' } as const;

/** Most rows that a rule's query may give: each is an alert of its own in Grafana, and a flood must not drown it. */
export const MAX_INSTANCES = 100;

export type Severity = 'critical' | 'high' | 'medium';

export interface RuleText {
  readonly uid: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly dashboardUid: string;
  /** detection: what attackers did; triage: what people have not done; pipeline: what machines do not do. */
  readonly kind: 'detection' | 'triage' | 'pipeline';
  readonly team: 'soc' | 'platform';
  /** Absent where the query itself gives a label of this name. */
  readonly severity?: Severity;
  /** Further annotations: addresses within Grafana (`boardLink`), by name; a message shows those that it knows. */
  readonly links?: Readonly<Record<string, string>>;
}

export interface Condition {
  /** SQL with exactly one number; its strings become the labels of the alert. */
  readonly sql: string;
  /** Range that `$__timeFilter` covers, seconds back from now. */
  readonly seconds: number;
  /** Fires above or below this. */
  readonly fires: { readonly above: number } | { readonly below: number };
  /** How long it must hold, e.g. `5m`. */
  readonly pending: string;
  /** What an empty result means. */
  readonly noData: 'OK' | 'Alerting';
}

/** Grafana's address without the slash at its end, which it has or has not by its configuration. */
const GRAFANA = '{{ reReplaceAll `/\\z` "" externalURL }}';

/** A label of the query as part of an address, whatever characters it holds. */
export const inAddress = (label: string): string => `{{ $labels.${label} | urlquery }}`;

/** What the rule measured, in words of a Go template whose dot is the value; nothing for an instance that has none. */
export const measured = (text: string): string => `{{ with $values.B }}${text}{{ end }}`;

/** The address of a board from outside Grafana, as a message needs it. */
export const boardLink = (uid: string, ...parameters: readonly string[]): string =>
  `${GRAFANA}/d/${uid}?${parameters.join('&')}`;

function expression(refId: string, fields: Readonly<Record<string, unknown>>): QueryBuilder {
  const model = { refId, datasource: EXPRESSIONS, intervalMs: 1000, maxDataPoints: 43200, ...fields };
  return new QueryBuilder(refId)
    .datasourceUid(EXPRESSIONS.uid)
    .relativeTimeRange({ from: 0, to: 0 } as never)
    .model({ build: () => model as unknown as Dataquery });
}

/** A rule as Grafana's API takes it: A asks, B takes the last value, C compares. */
export function alertRule(text: RuleText, condition: Condition): Rule {
  const query = new QueryBuilder('A')
    .datasourceUid(DATASOURCE.uid)
    .relativeTimeRange({ from: condition.seconds, to: 0 } as never)
    .model(toTarget(tableSql(condition.sql)));
  const evaluator =
    'above' in condition.fires
      ? { type: 'gt', params: [condition.fires.above] }
      : { type: 'lt', params: [condition.fires.below] };
  return new RuleBuilder(text.title)
    .uid(text.uid)
    .condition('C')
    .withQuery(query)
    .withQuery(expression('B', { type: 'reduce', expression: 'A', reducer: 'last' }))
    .withQuery(expression('C', { type: 'threshold', expression: 'B', conditions: [{ evaluator }] }))
    .forDuration(condition.pending)
    .noDataState(condition.noData)
    .execErrState('Error')
    .labels({
      suite: 'huntboard',
      kind: text.kind,
      team: text.team,
      ...(text.severity === undefined ? {} : { severity: text.severity }),
    })
    .annotations({
      summary: text.summary,
      description: text.description,
      ...text.links,
      __dashboardUid__: text.dashboardUid,
    })
    .build();
}
