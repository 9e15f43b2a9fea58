// Every table, feed and view of the database, in the order in which they are created.
import type { Feed, Table, View } from '../column.ts';
import {
  alertActions,
  alertStates,
  alertStatesFeed,
  openAlertStates,
  openAlertStatesFeed,
  people,
  peopleFeed,
} from './actions.ts';
import { alerts, exceptedAlerts } from './alerts.ts';
import { controlLeases, ruleStates } from './detection-state.ts';
import { events } from './events.ts';
import { actionAudit, exceptionActions, journal, refusedActions } from './governance.ts';
import { incidentActions, incidentAlerts, incidentAlertsFeed, incidents } from './incidents.ts';
import { alertIndex, alertIndexFeed, exceptionIndexFeed, openAlerts, openAlertsFeed } from './open-alerts.ts';
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
  alertStates,
  incidentActions,
  incidentAlerts,
  exceptionActions,
  journal,
  refusedActions,
  quarantine,
  pipelineStats,
  osqueryNodes,
  openAlerts,
  openAlertStates,
  alertIndex,
  people,
  ruleStates,
  controlLeases,
];
export const feeds: readonly Feed[] = [
  processFeed,
  seenFeed,
  alertStatesFeed,
  incidentAlertsFeed,
  openAlertsFeed,
  openAlertStatesFeed,
  alertIndexFeed,
  exceptionIndexFeed,
  peopleFeed,
];
export const views: readonly View[] = [eventsEcs, eventsOcsf, incidents, actionAudit];
export {
  events,
  process,
  seen,
  alerts,
  exceptedAlerts,
  alertActions,
  alertStates,
  incidentActions,
  incidentAlerts,
  exceptionActions,
  journal,
  refusedActions,
  quarantine,
  pipelineStats,
  osqueryNodes,
  openAlerts,
  openAlertStates,
  alertIndex,
  people,
  ruleStates,
  controlLeases,
};
