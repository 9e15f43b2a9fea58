// A small company under attack, seeded: the demonstration and the load generator.
export { createCompany } from './company/create-company.ts';
export type { Company, Employee, LinuxHost, WindowsHost } from './company/types.ts';
export type { Delivered } from './delivery/fleet.ts';
export { DeliveryError } from './delivery/post.ts';
export { generateTraffic } from './generate-traffic.ts';
export type { TrafficDelivery, TrafficOptions } from './generate-traffic.ts';
export { playDemo, storyBeginnings } from './play-demo.ts';
export type { Demo, DemoOptions, DemoProgress } from './play-demo.ts';
export { runLoad } from './run-load.ts';
export type { LoadOptions, LoadProgress, LoadResult } from './run-load.ts';
export { pastId } from './triage/past-id.ts';
export { ANALYSTS, triageHistory } from './triage/triage-history.ts';
export type { PastIncidentAction } from './triage/past-incidents.ts';
export type { PastAction, PastAlert, PastNote, PlayedAlert, TriageHistory } from './triage/triage-history.ts';
export { INVOICE_ALERTS, WEB_SERVER_ALERTS } from './stories/alerts.ts';
