// Automata by their literals, so that plans which search for the same share one, and one that is built anew finds the former.
import { Automaton } from './automaton.ts';

/** Kept as long as somebody searches with it. */
const pool = new Map<string, WeakRef<Automaton>>();
const gone = new FinalizationRegistry<string>((key) => {
  if (pool.get(key)?.deref() === undefined) pool.delete(key);
});

/** @param literals in search form, none empty, in an order that is the same whoever asks. */
export function automatonOf(literals: readonly string[]): Automaton {
  const key = JSON.stringify(literals);
  const known = pool.get(key)?.deref();
  if (known !== undefined) return known;
  const automaton = new Automaton(literals);
  pool.set(key, new WeakRef(automaton));
  gone.register(automaton, key);
  return automaton;
}
