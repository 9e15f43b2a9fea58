// The rules that live services have told of, each once, as SQL: what the KPIs of use cases and the board of detections count.
import { sql } from './query.ts';

/** A service writes its rules at least twice a day; one that has not is gone. */
const LIVE = 'updated_at > now() - toIntervalDay(2)';

/** Nanoseconds for an event above which a rule is slow: a hundred thousand such events take a second of a core. */
export const SLOW_NS = 10_000;

/**
 * One row a rule: rule_id, rule, level, state, reason, tags, product, category, service_name, tests, data_at, evaluations, hits,
 * nanoseconds, file; runs, and sees (events of its log source were judged since the beginning of the range) as 0 or 1. Of
 * several services the best state counts. Rules that are there for correlations only are no use cases and are left out.
 */
export const RULES = sql`
  (
    SELECT
      rule_id, argMax(title, updated_at) AS rule, argMax(r.level, updated_at) AS level,
      argMax(r.state, (r.state = 'active', updated_at)) AS state, argMax(r.reason, (r.state = 'active', updated_at)) AS reason,
      argMax(r.tags, updated_at) AS tags, argMax(r.product, updated_at) AS product, argMax(r.category, updated_at) AS category,
      argMax(r.service_name, updated_at) AS service_name, max(r.tests) AS tests, max(r.data_at) AS data_at,
      sum(r.evaluations) AS evaluations, sum(r.hits) AS hits, sum(r.nanoseconds) AS nanoseconds, argMax(r.file, updated_at) AS file,
      state = 'active' AS runs, data_at >= $__fromTime AS sees
    FROM rule_states AS r FINAL
    WHERE r.state NOT IN ('removed', 'silent') AND ${LIVE}
    GROUP BY rule_id)`;

/** Alerts by rule in the time range: rule_id, alerts, last. */
export const ALERTS_BY_RULE = sql`
  (
    SELECT rule_id, uniqExact(alert_id) AS alerts, max(ts) AS last
    FROM alerts
    WHERE $__timeFilter(ts)
    GROUP BY rule_id)`;
