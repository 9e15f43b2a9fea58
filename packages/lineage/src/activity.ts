// What processes did besides starting others: events counted by kind, and the last ones of each process.

/** Kinds of events that are told apart; everything else is `other`. */
export const eventKinds = ['network', 'dns', 'file', 'registry', 'image', 'pipe', 'script', 'other'] as const;
export type EventKind = (typeof eventKinds)[number];

/** How much a process did, by kind. */
export interface Activity {
  readonly total: number;
  readonly byKind: Readonly<Record<EventKind, number>>;
}

/** One event row of a process. `row` counts through all event pages in the order in which they were added. */
export interface EventFact {
  readonly row: number;
  /** Epoch ms, NaN when unknown. */
  readonly time: number;
  readonly kind: EventKind;
  readonly action: string;
  /** Destination, path, key, name asked for. */
  readonly what: string;
  /** Events folded into the row, at least 1. */
  readonly count: number;
}

/** One alert row of a process. `row` counts through all alert pages in the order in which they were added. */
export interface AlertFact {
  readonly row: number;
  readonly time: number;
  readonly level: string;
  readonly title: string;
  readonly ruleId: string;
  readonly summary: string;
  readonly count: number;
}

/** Kind of an event from `kind`, a category of the events table, or what other tools call it. */
export function readEventKind(text: string): EventKind {
  const kind = text.toLowerCase();
  switch (kind) {
    case 'network':
    case 'dns':
    case 'file':
    case 'registry':
    case 'image':
    case 'pipe':
    case 'script':
      return kind;
    case 'library':
    case 'driver':
      return 'image';
    case 'disk':
      return 'file';
    default:
      return 'other';
  }
}
