// Pages of rows, in any order, to a forest, in one go.
import type { Forest } from './forest.ts';
import { createLineage } from './lineage.ts';
import type { LineageOptions } from './lineage.ts';
import type { AlertColumns, EdgeColumns, EventColumns, ProcessColumns } from './process-columns.ts';
import { sortForest } from './sort-siblings.ts';
import type { SortKey } from './forest.ts';

export interface ForestOptions extends LineageOptions {
  readonly alerts?: readonly AlertColumns[];
  readonly events?: readonly EventColumns[];
  readonly edges?: readonly EdgeColumns[];
  readonly sortBy?: SortKey;
}

/** Builds the forest. Never throws for what the rows say: orphans get ghosts for parents, circles are cut and marked. */
export function buildForest(pages: readonly ProcessColumns[], options: ForestOptions = {}): Forest {
  const lineage = createLineage(options);
  for (const processes of pages) lineage.add({ processes });
  for (const alerts of options.alerts ?? []) lineage.add({ alerts });
  for (const events of options.events ?? []) lineage.add({ events });
  for (const edges of options.edges ?? []) lineage.add({ edges });
  return sortForest(lineage.forest(), options.sortBy ?? 'start');
}
