// What the viewer has narrowed the picture to.
import type { Facet, ForestFilter, LevelRank } from '@huntboard/lineage';

export interface ViewFilter {
  readonly minLevel: LevelRank;
  /** Only what stands out by its own score. */
  readonly telling: boolean;
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
  /** Brushed time, epoch ms; null for all of it. */
  readonly time: { readonly from: number; readonly to: number } | null;
}

export const noFilter: ViewFilter = {
  minLevel: 0,
  telling: false,
  chosen: { user: [], image: [], host: [], integrity: [] },
  time: null,
};

/** How many things are asked for. */
export function filterCount(filter: ViewFilter): number {
  const chosen = Object.values(filter.chosen).filter((values) => values.length > 0).length;
  return chosen + (filter.minLevel > 0 ? 1 : 0) + (filter.telling ? 1 : 0) + (filter.time === null ? 0 : 1);
}

export function toForestFilter({ minLevel, telling, chosen, time }: ViewFilter, tellingScore: number): ForestFilter {
  return {
    users: chosen.user,
    images: chosen.image,
    hosts: chosen.host,
    integrities: chosen.integrity,
    minLevel,
    minScore: telling ? tellingScore : 0,
    ...(time === null ? {} : time),
  };
}

/** Adds a value to a facet, or takes it away. */
export function toggleValue(filter: ViewFilter, facet: Facet, value: string): ViewFilter {
  const before = filter.chosen[facet];
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return { ...filter, chosen: { ...filter.chosen, [facet]: after } };
}
