// Exceptions made in the panel as a table: state, owner, expiry, and what they hid.
import type { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { shortTime, withColumns } from './columns.ts';
import type { PanelFrame } from './panels.ts';
import { tablePanel } from './panels.ts';
import { sql, tableSql } from './query.ts';

/** Exceptions by how soon they end; those that ended or were revoked at the bottom. */
export function exceptionsPanel(at: PanelFrame): Table {
  return withColumns(
    tablePanel(
      at,
      tableSql(sql`
        SELECT
          multiIf(last = 'revoke', 'revoked', until <= now64(3), 'expired', until <= now64(3) + INTERVAL 14 DAY, 'ends soon', 'active') AS state,
          owner, reason, until, dateDiff('day', now64(3), until) AS days_left, rules, selection, made_by, made_at, hidden.alerts AS hidden
        FROM (
          SELECT
            exception_id, argMax(action, seq) AS last, argMinIf(owner, seq, action = 'create') AS owner,
            argMinIf(reason, seq, action = 'create') AS reason, maxIf(expires_at, action = 'create') AS until,
            arrayStringConcat(argMinIf(rules, seq, action = 'create'), ', ') AS rules, argMinIf(where, seq, action = 'create') AS selection,
            argMinIf(actor, seq, action = 'create') AS made_by, min(ts) AS made_at
          FROM exception_actions
          GROUP BY exception_id
        ) AS e
        LEFT JOIN (
          SELECT exception, count() AS alerts FROM excepted_alerts FINAL GROUP BY exception
        ) AS hidden ON hidden.exception = toString(e.exception_id)
        ORDER BY indexOf(['ends soon', 'active', 'expired', 'revoked'], state), until
        LIMIT 500`),
    ),
    {
      state: {
        label: 'State',
        width: 95,
        colors: { active: 'green', 'ends soon': 'orange', expired: 'red', revoked: 'text' },
      },
      owner: { label: 'Owner', width: 120 },
      reason: { label: 'Reason', minWidth: 200 },
      until: shortTime('Until'),
      days_left: { label: 'Days left', width: 97 },
      rules: { label: 'Rules', width: 160 },
      selection: { label: 'Where', minWidth: 220 },
      made_by: { label: 'Made by', width: 110 },
      made_at: shortTime('Made'),
      hidden: { label: 'Hid', width: 60 },
    },
  );
}
