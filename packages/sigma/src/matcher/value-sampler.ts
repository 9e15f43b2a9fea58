// Keeps the first values of some fields of a kind of event, and counts which literals stand in them.
import { FieldScanner } from './field-scanner.ts';
import type { FieldSlot, FieldSlots } from './field-slot.ts';
import type { Atom } from './literal-atoms.ts';
import type { KindFrequencies } from './literal-frequencies.ts';

/** Values longer than this are cut: a share is estimated, not an answer given. */
const MAX_VALUE = 16_384;
/** Characters that one sampler keeps at most. */
const MAX_TEXT = 1_000_000;

interface SampledField {
  /** Undefined: the values that keywords search. */
  readonly slot: FieldSlot | undefined;
  readonly atoms: readonly Atom[];
  /** The values of each event. */
  readonly values: (readonly string[])[];
}

const NONE: readonly string[] = [];

export class ValueSampler {
  readonly #slots: FieldSlots;
  readonly #fields: readonly SampledField[];
  readonly #wanted: number;
  #events = 0;
  #text = 0;

  constructor(atoms: Iterable<Atom>, slots: FieldSlots, wanted: number) {
    this.#slots = slots;
    this.#wanted = wanted;
    const fields = new Map<FieldSlot | undefined, Atom[]>();
    for (const atom of atoms) {
      const list = fields.get(atom.slot);
      if (list === undefined) fields.set(atom.slot, [atom]);
      else list.push(atom);
    }
    this.#fields = [...fields].map(([slot, list]) => ({ slot, atoms: list, values: [] }));
  }

  /** Takes the event under the cursor; true when it was the last that is wanted. */
  add(): boolean {
    for (const field of this.#fields) {
      if (field.slot === undefined) {
        const values = this.#slots.keywords();
        field.values.push(values);
        for (const value of values) this.#text += value.length;
      } else {
        const value = field.slot.value();
        if (value !== undefined && value.length > 0) {
          field.values.push([value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value]);
          this.#text += Math.min(value.length, MAX_VALUE);
        } else field.values.push(NONE);
      }
    }
    this.#events++;
    return this.#events >= this.#wanted || this.#text > MAX_TEXT;
  }

  /** Adds what the sample tells. */
  learn(frequencies: KindFrequencies): void {
    frequencies.events += this.#events;
    for (const field of this.#fields) this.#learnField(field, frequencies);
  }

  #learnField({ slot, atoms, values }: SampledField, frequencies: KindFrequencies): void {
    const key = slot?.key ?? '';
    let characters = 0;
    const counts = new Int32Array(atoms.length);
    const isSilent = values.every((texts) => texts.length === 0);
    if (!isSilent) {
      const scanner = new FieldScanner(atoms.map((atom, i) => ({ atom, bits: [i] })));
      const found = new Int32Array((atoms.length + 31) >> 5);
      for (const texts of values) {
        if (texts.length === 0) continue;
        found.fill(0);
        for (const text of texts) {
          characters += text.length;
          scanner.scan(text, found);
        }
        for (let word = 0; word < found.length; word++)
          for (let bits = found[word]!; bits !== 0; bits &= bits - 1)
            counts[(word << 5) + 31 - Math.clz32(bits & -bits)]!++;
      }
    }
    frequencies.characters.set(key, (frequencies.characters.get(key) ?? 0) + characters);
    counts.forEach((count, i) => {
      const atom = atoms[i]!.key;
      if (count > 0) frequencies.hits.set(atom, (frequencies.hits.get(atom) ?? 0) + count);
    });
  }
}
