// The table of alerts as several dashboards show it.
import type { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { LOOKS, shortTime, toAlert, toLineage, withColumns } from './columns.ts';
import type { PanelFrame } from './panels.ts';
import { tablePanel } from './panels.ts';
import { sql, tableSql } from './query.ts';
import { ALERT_IMAGE, ALERT_PROCESS, alertsWithProcess, baseName } from './sql.ts';

/** Alerts that fit `where` (columns of alerts), newest first; a click on the rule leads into the queue. */
export function alertsPanel(at: PanelFrame, where: string, limit = 200): Table {
  return withColumns(
    tablePanel(
      at,
      tableSql(sql`
        SELECT
          a.ts AS time, a.level AS level, if(s.status = '', 'new', s.status) AS status, a.rule_title AS rule, a.host AS host,
          a.User AS user, ${baseName(ALERT_IMAGE)} AS process, a.summary AS summary, a.count AS hits, s.assignee AS assignee,
          toString(a.alert_id) AS alert_id, ${ALERT_PROCESS} AS proc_guid, ${ALERT_IMAGE} AS image
        FROM ${alertsWithProcess(where)}
        ORDER BY a.ts DESC, a.alert_id
        LIMIT ${String(limit)}`),
    ),
    {
      time: shortTime('Time'),
      level: LOOKS.level,
      status: { ...LOOKS.status, width: 95 },
      rule: { ...LOOKS.rule, minWidth: 260, links: [toAlert, toLineage] },
      host: { ...LOOKS.host, width: 80 },
      user: { ...LOOKS.user, width: 160 },
      process: { ...LOOKS.process, width: 120 },
      summary: { ...LOOKS.summary, minWidth: 260 },
      hits: LOOKS.count,
      assignee: { label: 'Assignee', width: 95 },
      alert_id: LOOKS.hidden,
      proc_guid: LOOKS.hidden,
      image: LOOKS.hidden,
    },
  );
}
