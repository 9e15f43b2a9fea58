// The one definition of tables and columns, and what is derived from it.
export type * from './column.ts';
export { COL } from './columns.gen.ts';
export * from './columns.gen.ts';
export { absentValue, copyRow, newEventRow, resetEventRow } from './row.ts';
export type { Row, RowValue } from './row.ts';
export { NativeBlockBuilder } from './native/native-block-builder.ts';
export { encodeRows } from './native/encode-rows.ts';
export type { RowObject } from './native/encode-rows.ts';
export {
  alertActions,
  alertIndex,
  alertStates,
  alerts,
  controlLeases,
  events,
  exceptedAlerts,
  exceptionActions,
  feeds,
  incidentActions,
  incidentAlerts,
  journal,
  openAlertStates,
  openAlerts,
  osqueryNodes,
  people,
  pipelineStats,
  process,
  quarantine,
  refusedActions,
  ruleStates,
  seen,
  tables,
  views,
} from './tables/index.ts';
export { bindNames, storedName } from './ddl/target.ts';
export type { TargetKind } from './ddl/target.ts';
export { createSchema } from './ddl/create-schema.ts';
export { storedType } from './ddl/create-table.ts';
export { migrations } from './migrations/index.ts';
export { migrationText } from './migrations/migration.ts';
export type { Migration } from './migrations/migration.ts';
export { completionTables, ecsFieldMap, ocsfFieldMap, sigmaFieldMap } from './field-maps.ts';
export type { CompletionColumn, CompletionTable, SigmaField } from './field-maps.ts';
