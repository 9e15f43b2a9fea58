// Every table and feed of the database, in the order in which they are created.
import type { Feed, Table } from '../column.ts';
import { alertActions, alerts } from './alerts.ts';
import { events } from './events.ts';
import { osqueryNodes, pipelineStats, quarantine } from './operations.ts';
import { process, processFeed } from './process.ts';
import { seen, seenFeed } from './seen.ts';

export const tables: readonly Table[] = [
  events,
  process,
  seen,
  alerts,
  alertActions,
  quarantine,
  pipelineStats,
  osqueryNodes,
];
export const feeds: readonly Feed[] = [processFeed, seenFeed];
export { events, process, processFeed, seen, seenFeed, alerts, alertActions, quarantine, pipelineStats, osqueryNodes };
