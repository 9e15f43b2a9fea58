// The fields of the event being judged, each read and folded at most once. Hot path.
import { COL, events } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import type { FieldAccess, FieldRef } from '../event/field-access.ts';
import { fold } from '../event/fold.ts';
import { keywordValues } from '../event/keyword-values.ts';
import { readAccess, readColumn, readExt } from '../event/read-field.ts';

/** The event being judged; `serial` tells events apart. */
export interface Cursor {
  row: Row;
  serial: number;
}

type Read = (row: Row) => string | undefined;

/** One field of the event under the cursor. */
export class FieldSlot {
  readonly id: number;
  /** Names the places of the field, the same in every process. */
  readonly key: string;
  readonly #cursor: Cursor;
  readonly #read: Read;
  #readAt = -1;
  #value: string | undefined = undefined;
  #foldedAt = -1;
  #folded: string | undefined = undefined;

  constructor(id: number, key: string, access: readonly FieldAccess[], cursor: Cursor) {
    this.id = id;
    this.key = key;
    this.#cursor = cursor;
    this.#read = compileRead(access);
  }

  /** The field as text; undefined when it is missing. */
  value(): string | undefined {
    const { serial, row } = this.#cursor;
    if (this.#readAt !== serial) {
      this.#readAt = serial;
      this.#value = this.#read(row);
    }
    return this.#value;
  }

  folded(): string | undefined {
    const { serial } = this.#cursor;
    if (this.#foldedAt !== serial) {
      this.#foldedAt = serial;
      const value = this.value();
      this.#folded = value === undefined ? undefined : fold(value);
    }
    return this.#folded;
  }

  /** For when serials start anew. */
  forget(): void {
    this.#readAt = -1;
    this.#foldedAt = -1;
  }
}

function compileRead(access: readonly FieldAccess[]): Read {
  const reads = access.map(compileAccess);
  const [first, second] = reads;
  if (reads.length === 1) return first!;
  if (reads.length === 2) return (row) => first!(row) ?? second!(row);
  return (row) => {
    for (const read of reads) {
      const value = read(row);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

const textTypes: ReadonlySet<string> = new Set(['String', 'LowCardinality(String)', 'UUID']);

function compileAccess(access: FieldAccess): Read {
  if (access.kind === 'ext') {
    const { key } = access;
    return (row) => readExt(row, key);
  }
  if (access.kind === 'hash') return (row) => readAccess(row, access);
  const { column } = access;
  const index = COL[column];
  if (!textTypes.has(events.columns[index]!.type)) return (row) => readColumn(row, column);
  return (row) => {
    const value = row[index];
    if (typeof value === 'string' && value !== '') return value;
    return readColumn(row, column);
  };
}

/** All fields of a matcher, one slot for each list of places. */
export class FieldSlots {
  readonly #cursor: Cursor;
  readonly #slots = new Map<string, FieldSlot>();
  readonly #byRef = new Map<FieldRef, FieldSlot>();
  #keywordsAt = -1;
  #keywords: readonly string[] = [];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  get(field: FieldRef): FieldSlot {
    let slot = this.#byRef.get(field);
    if (slot !== undefined) return slot;
    const key = field.access.map((access) => Object.values(access).join('.')).join('|');
    slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = new FieldSlot(this.#slots.size, key, field.access, this.#cursor);
      this.#slots.set(key, slot);
    }
    this.#byRef.set(field, slot);
    return slot;
  }

  /** What keywords search in the event under the cursor. */
  keywords(): readonly string[] {
    if (this.#keywordsAt !== this.#cursor.serial) {
      this.#keywordsAt = this.#cursor.serial;
      this.#keywords = keywordValues(this.#cursor.row);
    }
    return this.#keywords;
  }

  forget(): void {
    this.#keywordsAt = -1;
    for (const slot of this.#slots.values()) slot.forget();
  }
}
