// What the queue is narrowed to, and the filters that people keep under a name.
import { z } from 'zod';

export const GROUPINGS = ['none', 'rule', 'host', 'user', 'incident'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const GROUPING_NAMES: Readonly<Record<Grouping, string>> = {
  none: 'Ungrouped',
  rule: 'By rule',
  host: 'By host',
  user: 'By user',
  incident: 'By incident',
};

export const ORDERS = ['urgent', 'newest', 'oldest'] as const;
export type Order = (typeof ORDERS)[number];

export const ORDER_NAMES: Readonly<Record<Order, string>> = {
  urgent: 'Most urgent first',
  newest: 'Newest first',
  oldest: 'Oldest first',
};

const texts = z.array(z.string()).default([]);

export const queueFilterSchema = z.object({
  /** Words that must occur in the rule, summary, host, user or image. */
  search: z.string().default(''),
  levels: texts,
  statuses: texts,
  hosts: texts,
  users: texts,
  rules: texts,
  /** '' = anybody's, `@me` = mine, `@none` = nobody's, else a login. */
  assignee: z.string().default(''),
  incident: z.string().default(''),
  unreviewed: z.boolean().default(false),
  /** New ones whose time to acknowledge is over, by the clocks of the panel. */
  late: z.boolean().default(false),
  /** Epoch ms, or hours back (`24h`): only those on which somebody acted since; '' = whenever. */
  actedSince: z.string().default(''),
});

export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const EMPTY_FILTER: QueueFilter = queueFilterSchema.parse({});
/** What a shift begins with: everything that is not done. */
export const OPEN_FILTER: QueueFilter = { ...EMPTY_FILTER, statuses: ['new', 'acknowledged', 'in_progress'] };

export interface SavedFilter {
  readonly name: string;
  readonly filter: QueueFilter;
  readonly group: Grouping;
}

/** Filters that every house needs; people add their own. */
export const STANDARD_FILTERS: readonly SavedFilter[] = [
  { name: 'Open', filter: OPEN_FILTER, group: 'none' },
  { name: 'Mine', filter: { ...OPEN_FILTER, assignee: '@me' }, group: 'none' },
  { name: 'Nobody’s', filter: { ...OPEN_FILTER, assignee: '@none' }, group: 'none' },
  { name: 'Late', filter: { ...EMPTY_FILTER, statuses: ['new'], late: true }, group: 'none' },
  { name: 'Not reviewed', filter: { ...EMPTY_FILTER, statuses: ['new'], unreviewed: true }, group: 'none' },
  { name: 'Critical and high', filter: { ...OPEN_FILTER, levels: ['critical', 'high'] }, group: 'none' },
  { name: 'Everything', filter: EMPTY_FILTER, group: 'none' },
];

const savedSchema = z.array(
  z.object({ name: z.string().min(1).max(60), filter: queueFilterSchema, group: z.enum(GROUPINGS) }),
);

const KEY = 'huntboard.triage.filters';

/** The viewer's own filters, kept in the browser; what cannot be read counts as none. */
export function readSavedFilters(storage: Pick<Storage, 'getItem'>): readonly SavedFilter[] {
  try {
    const parsed = savedSchema.safeParse(JSON.parse(storage.getItem(KEY) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Keeps a filter under its name, in the place of one that has it. Returns all that are kept. */
export function saveFilter(storage: Pick<Storage, 'getItem' | 'setItem'>, saved: SavedFilter): readonly SavedFilter[] {
  return keep(storage, [...readSavedFilters(storage).filter(({ name }) => name !== saved.name), saved]);
}

export function removeFilter(storage: Pick<Storage, 'getItem' | 'setItem'>, name: string): readonly SavedFilter[] {
  return keep(
    storage,
    readSavedFilters(storage).filter((saved) => saved.name !== name),
  );
}

function keep(storage: Pick<Storage, 'setItem'>, all: readonly SavedFilter[]): readonly SavedFilter[] {
  try {
    storage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A full or forbidden store: the filter lives until the page is left.
  }
  return all;
}

/** When `actedSince` is, in epoch ms; null when it asks for nothing that can be read. */
export function actedSinceAt(text: string, now: number): number | null {
  const hours = /^(\d{1,5})h$/.exec(text)?.[1];
  if (hours !== undefined) return now - Number(hours) * 3_600_000;
  return /^\d{12,14}$/.test(text) ? Number(text) : null;
}

export const sameFilter = (a: QueueFilter, b: QueueFilter): boolean => JSON.stringify(a) === JSON.stringify(b);
