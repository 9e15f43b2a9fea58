// Writes values of any JSON type into the re-used row by column type; what a column cannot take goes to ext. Hot path.
import { COL, absentValue, events, newEventRow } from '@huntboard/schema';
import type { EventColumn, Row, RowValue } from '@huntboard/schema';
import { parseGuid } from './values/guid.ts';
import { textOf } from './values/json.ts';
import type { JsonValue } from './values/json.ts';
import { parseHexId, parseUint, parseUint64 } from './values/number.ts';

const template = events.columns.map((column) => absentValue(column.type));
const listed = new Set<number>([COL.ext, COL.blank_fields, COL.rule_ids]);
const scalars: readonly number[] = template.flatMap((_, index) => (listed.has(index) ? [] : [index]));
const names: readonly EventColumn[] = events.columns.map((column) => column.name as EventColumn);
const MAX_UINT: Readonly<Record<string, number>> = { UInt8: 0xff, UInt16: 0xffff, UInt32: 0xffffffff };
const maxima: readonly number[] = events.columns.map((column) => MAX_UINT[column.type] ?? 0);

/** A row with every column absent, to make a row of constants from. */
export function templateRow(): RowValue[] {
  return [...template];
}

/** How a field is written: constants, because the dispatch is on the hot path. */
export const WRITE = { skip: 0, ext: 1, text: 2, uint: 3, guid: 4, hexId: 5, sequence: 6, special: 7 } as const;
export type Write = (typeof WRITE)[keyof typeof WRITE];

/** Owns the one row of a decoder and the lists in it. */
export class RowWriter {
  readonly row: Row = newEventRow();
  readonly ext: string[] = [];
  readonly blank: string[] = [];

  /** Empties the row for the next event, or fills it from a row of constants of the same length. */
  reset(from: readonly RowValue[] = template): void {
    const row = this.row;
    for (let i = 0; i < scalars.length; i++) {
      const column = scalars[i]!;
      row[column] = from[column]!;
    }
    this.ext.length = 0;
    this.blank.length = 0;
    row[COL.ext] = this.ext;
    row[COL.blank_fields] = this.blank;
    const rules = row[COL.rule_ids];
    if (Array.isArray(rules)) rules.length = 0;
    else row[COL.rule_ids] = [];
  }

  /** A long-tail field; null is an absent one. */
  putExt(name: string, value: JsonValue | undefined): void {
    if (typeof value === 'string') this.ext.push(name, value);
    else {
      const text = textOf(value);
      if (text !== undefined) this.ext.push(name, text);
    }
  }

  /** A text column. The first value wins; a second one for the same column keeps its own name in ext. */
  putText(column: number, value: JsonValue | undefined, name: string): void {
    const text = typeof value === 'string' ? value : textOf(value);
    if (text === undefined) return;
    const present = this.row[column];
    if (present !== '') {
      if (present !== text) this.ext.push(name, text);
    } else if (text === '') this.#blankField(column);
    else this.row[column] = text;
  }

  /** An unsigned integer column, from decimal or 0x hex. */
  putUint(column: number, value: JsonValue | undefined, name: string): void {
    const number = parseUint(value, maxima[column]!);
    if (number !== number) {
      if (value !== '' && value !== '-') this.putExt(name, value);
    } else if (number === 0) this.#blankField(column);
    else if (this.row[column] === 0) this.row[column] = number;
    else if (this.row[column] !== number) this.putExt(name, value);
  }

  /** A GUID column: any of its forms; nil stays absent. */
  putGuid(column: number, value: JsonValue | undefined, name: string): void {
    const guid = typeof value === 'string' ? parseGuid(value) : undefined;
    if (guid === undefined) {
      if (value !== '' && value !== '-') this.putExt(name, value);
    } else if (guid !== '') this.row[column] = guid;
  }

  /** A logon session id as canonical lower-case hex. */
  putHexId(column: number, value: JsonValue | undefined, name: string): void {
    const id = parseHexId(value);
    if (id === undefined) this.putText(column, value, name);
    else this.putText(column, id, name);
  }

  /** A 64-bit sequence number. */
  putSequence(column: number, value: JsonValue | undefined, name: string): void {
    const number = parseUint64(value);
    if (number === undefined) this.putExt(name, value);
    else if (number === 0) this.#blankField(column);
    else this.row[column] = number;
  }

  /** Writes by kind, for fields whose column is found at run time. */
  put(write: Write, column: number, value: JsonValue | undefined, name: string): void {
    switch (write) {
      case WRITE.ext:
        return this.putExt(name, value);
      case WRITE.text:
        return this.putText(column, value, name);
      case WRITE.uint:
        return this.putUint(column, value, name);
      case WRITE.guid:
        return this.putGuid(column, value, name);
      case WRITE.hexId:
        return this.putHexId(column, value, name);
      case WRITE.sequence:
        return this.putSequence(column, value, name);
      default:
    }
  }

  #blankField(column: number): void {
    const name = names[column]!;
    if (!this.blank.includes(name)) this.blank.push(name);
  }
}

/** How the values of a column are written, by its type. */
export function writeOf(column: EventColumn): Write {
  if (column === 'LogonId' || column === 'TargetLogonId') return WRITE.hexId;
  const type = events.columns[COL[column]]!.type;
  switch (type) {
    case 'UUID':
      return WRITE.guid;
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      return WRITE.uint;
    case 'UInt64':
      return WRITE.sequence;
    default:
      return WRITE.text;
  }
}
