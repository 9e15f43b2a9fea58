// Every KPI of the house.
import { dataSources, hostsCovered, useCases } from './coverage.ts';
import type { Kpi } from './kpi.ts';
import { notReviewed, timeByStage, timeToAcknowledge, timeToClose } from './response.ts';
import { alertsPerAnalyst, falsePositives, huntsDone } from './work.ts';

export type { Kpi };
export const kpis: readonly Kpi[] = [
  dataSources,
  timeToAcknowledge,
  timeToClose,
  timeByStage,
  notReviewed,
  useCases,
  falsePositives,
  alertsPerAnalyst,
  hostsCovered,
  huntsDone,
];
