// Every table, feed and view of the database, in the order in which they are created.
import type { Feed, Table, View } from '../column.ts';
import { alertActions, alerts, exceptedAlerts } from './alerts.ts';
import { events } from './events.ts';
import { osqueryNodes, pipelineStats, quarantine } from './operations.ts';
import { process, processFeed } from './process.ts';
import { seen, seenFeed } from './seen.ts';
import { eventsEcs, eventsOcsf } from './views.ts';

export const tables: readonly Table[] = [
  events,
  process,
  seen,
  alerts,
  exceptedAlerts,
  alertActions,
  quarantine,
  pipelineStats,
  osqueryNodes,
];
export const feeds: readonly Feed[] = [processFeed, seenFeed];
export const views: readonly View[] = [eventsEcs, eventsOcsf];
export { events, process, seen, alerts, exceptedAlerts, alertActions, quarantine, pipelineStats, osqueryNodes };
