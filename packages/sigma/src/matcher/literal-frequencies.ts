// How often literals stand in events of a kind: learned from the events themselves, since no two networks sound alike.
import type { Atom } from './literal-atoms.ts';

const GUESSED_LENGTH = 60;
/** Share of events by length of the literal, before anything is learned: halves with each character, then slower. */
const PRIOR: readonly number[] = [1, 0.9, 0.5, 0.3, 0.15, 0.1, 0.06, 0.04, 0.02, 0.015, 0.012, 0.01];
const BEYOND_ASCII = /[^\x00-\x7f]/;

function prior({ literal, position }: Atom): number {
  if (BEYOND_ASCII.test(literal)) return 0.001;
  const share = PRIOR[literal.length] ?? 0.008;
  return position === 0 ? share : share / 2;
}

interface SavedKind {
  readonly events: number;
  readonly hits: Readonly<Record<string, number>>;
  readonly characters: Readonly<Record<string, number>>;
}

/** What was learned about one kind of event. */
export class KindFrequencies {
  events = 0;
  /** Atom key → events that held it; those never seen are left out. */
  readonly hits = new Map<string, number>();
  /** Field key → characters in all events. */
  readonly characters = new Map<string, number>();

  /** Estimated share of events that hold the atom. */
  share(atom: Atom): number {
    return ((this.hits.get(atom.key) ?? 0) + prior(atom)) / (this.events + 1);
  }

  /** Mean length of a field, absent ones counted as empty; before anything is learned a guess. */
  length(field: string): number {
    return this.events === 0 ? GUESSED_LENGTH : (this.characters.get(field) ?? 0) / this.events;
  }
}

/** What was learned about all kinds: hand it on when rules are reloaded, keep it as JSON over a restart. */
export class LiteralFrequencies {
  readonly #kinds = new Map<string, KindFrequencies>();

  /** @param saved what `JSON.stringify` made of one. */
  constructor(saved: Readonly<Record<string, SavedKind>> = {}) {
    for (const [key, { events, hits, characters }] of Object.entries(saved)) {
      const kind = this.kind(key);
      kind.events = events;
      for (const [atom, count] of Object.entries(hits)) kind.hits.set(atom, count);
      for (const [field, count] of Object.entries(characters)) kind.characters.set(field, count);
    }
  }

  kind(key: string): KindFrequencies {
    let kind = this.#kinds.get(key);
    if (kind === undefined) this.#kinds.set(key, (kind = new KindFrequencies()));
    return kind;
  }

  forget(key: string): void {
    this.#kinds.delete(key);
  }

  toJSON(): Record<string, SavedKind> {
    const saved: Record<string, SavedKind> = {};
    for (const [key, { events, hits, characters }] of this.#kinds) {
      if (events === 0) continue;
      saved[key] = { events, hits: Object.fromEntries(hits), characters: Object.fromEntries(characters) };
    }
    return saved;
  }
}
