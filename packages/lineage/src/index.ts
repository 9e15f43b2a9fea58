// Process rows to a forest that can be shown, searched and folded. No React, no database, no frames.
export { alertLevels, rankLevel } from './alert-level.ts';
export type { AlertLevel, LevelRank } from './alert-level.ts';
export { buildForest } from './build-forest.ts';
export type { ForestOptions } from './build-forest.ts';
export { defaultExpansion } from './default-expansion.ts';
export { flattenRows } from './flatten-rows.ts';
export type { VisibleRows } from './flatten-rows.ts';
export { ancestorsOf, childCount, childrenOf, findById } from './forest.ts';
export type { Forest, NodeKind, SortKey } from './forest.ts';
export { columnsFromRows } from './process-columns.ts';
export type { AlertColumn, AlertColumns, ProcessColumn, ProcessColumns } from './process-columns.ts';
export { fileName } from './process-identity.ts';
export { searchForest } from './search-forest.ts';
export { sortForest } from './sort-siblings.ts';
export { treeText } from './tree-text.ts';
