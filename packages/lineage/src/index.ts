// Process rows to a forest that can be shown, searched and folded. No React, no database, no frames.
export { eventKinds } from './activity.ts';
export type { Activity, AlertFact, EventFact, EventKind } from './activity.ts';
export { alertLevels, rankLevel } from './alert-level.ts';
export type { AlertLevel, LevelRank } from './alert-level.ts';
export { buildForest } from './build-forest.ts';
export type { ForestOptions } from './build-forest.ts';
export { confidences, edgeKinds } from './edge.ts';
export type { Confidence, Edge, EdgeKind } from './edge.ts';
export { facetsOf, filterForest } from './filter-forest.ts';
export type { Facet, FilterResult, ForestFilter } from './filter-forest.ts';
export { flattenRows } from './flatten-rows.ts';
export type { FlattenOptions, VisibleRows } from './flatten-rows.ts';
export { ancestorsOf, childCount, childrenOf, findById } from './forest.ts';
export type { Forest, NodeKind, SortKey } from './forest.ts';
export { layOutGraph } from './lay-out-graph.ts';
export type { GraphLayout } from './lay-out-graph.ts';
export { layOutTimeline } from './lay-out-timeline.ts';
export type { TimelineLayout, TimelineRange } from './lay-out-timeline.ts';
export { findFocus, openStory } from './open-story.ts';
export type { Story, StoryOptions } from './open-story.ts';
export { printable } from './printable.ts';
export { createLineage, Lineage } from './lineage.ts';
export type { LineageOptions, LineagePage } from './lineage.ts';
export { columnsFromRows } from './process-columns.ts';
export type {
  AlertColumn,
  AlertColumns,
  EdgeColumn,
  EdgeColumns,
  EventColumn,
  EventColumns,
  ProcessColumn,
  ProcessColumns,
} from './process-columns.ts';
export { fileName, idKinds } from './process-identity.ts';
export type { IdKind } from './process-identity.ts';
export { reasonCodes } from './reason.ts';
export type { Reason, ReasonCode } from './reason.ts';
export { rollUp, tellingScore } from './roll-up.ts';
export type { RollUp, RollUpOptions, RollUps } from './roll-up.ts';
export { beginSearch, searchForest } from './search-forest.ts';
export type { ForestSearch } from './search-forest.ts';
export { RowFlattener } from './row-flattener.ts';
export type { OpenParts } from './row-flattener.ts';
export { sortForest } from './sort-siblings.ts';
export { treeRecords, treeText } from './tree-text.ts';
