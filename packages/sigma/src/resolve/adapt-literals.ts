// Values that our columns hold in another form than the event sent them: a rule's literal in the sent form finds them too.
import type { EventColumn } from '@huntboard/schema';
import { events } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import type { EventExpr } from './event-test.ts';

const columnTypes: ReadonlyMap<string, string> = new Map(events.columns.map(({ name, type }) => [name, type]));

const protocols: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/** Levels as Windows numbers and names them → our column `level`. */
const levels: ReadonlyMap<string, string> = new Map([
  ['0', 'info'],
  ['1', 'critical'],
  ['2', 'error'],
  ['3', 'warning'],
  ['4', 'info'],
  ['5', 'debug'],
  ['information', 'info'],
  ['informational', 'info'],
  ['verbose', 'debug'],
]);

/** How a record of the unified audit log says that it went well. */
const m365States: ReadonlyMap<string, readonly string[]> = new Map([['success', ['Succeeded', 'True']]]);

/** Bits of Keywords that tell how an audit ended, as shippers render them. */
const keywordForms: ReadonlyMap<string, readonly string[]> = new Map([
  ['0x8010000000000000', forms(0x8010000000000000n, 'Audit Failure')],
  ['0x8020000000000000', forms(0x8020000000000000n, 'Audit Success')],
]);

function forms(bits: bigint, name: string): readonly string[] {
  return [`0x${bits.toString(16)}`, bits.toString(), BigInt.asIntN(64, bits).toString(), name];
}

/** The expression with what the literals look like in events of this product; other expressions stay as they are. */
export function adaptLiterals(expr: EventExpr, product: string): EventExpr {
  if (expr.kind === 'text') {
    const column = columnOf(expr.field);
    const [only] = expr.pattern;
    if (expr.pattern.length === 1 && typeof only === 'string') {
      const literals = adapted([only], expr.field, product);
      return literals === undefined
        ? expr
        : { kind: 'textList', field: expr.field, position: 'equals', literals, cased: expr.cased };
    }
    if (column !== undefined && columnTypes.get(column) === 'UUID')
      return { ...expr, pattern: expr.pattern.map((token) => (typeof token === 'string' ? bare(token) : token)) };
  }
  if (expr.kind === 'textList' && expr.position === 'equals') {
    const literals = adapted(expr.literals, expr.field, product);
    return literals === undefined ? expr : { ...expr, literals };
  }
  return expr;
}

function columnOf(field: FieldRef): EventColumn | undefined {
  for (const access of field.access) if (access.kind === 'column') return access.column;
  return undefined;
}

const bare = (text: string): string => text.replaceAll(/[{}]/g, '');

/** The literals and their other forms; undefined when there are none. */
function adapted(literals: readonly string[], field: FieldRef, product: string): readonly string[] | undefined {
  const all = new Set(literals);
  for (const literal of literals) for (const form of otherForms(literal, field, product)) all.add(form);
  return all.size > literals.length ? [...all] : undefined;
}

function otherForms(literal: string, field: FieldRef, product: string): readonly string[] {
  // What the portal shows as `Device Code` or `Service Principal` is one word in the records.
  if (product === 'azure') return literal.includes(' ') ? [literal.replaceAll(' ', '')] : [];
  if (product === 'm365') return field.name === 'status' ? (m365States.get(literal.toLowerCase()) ?? []) : [];
  if (field.name === 'Keywords') return keywordForms.get(literal.toLowerCase()) ?? [];
  const column = columnOf(field);
  if (column === undefined) return [];
  if (column === 'level') return one(levels.get(literal.toLowerCase()));
  if (column === 'Protocol') return one(protocols.get(literal));
  if (column === 'LogonId' || column === 'TargetLogonId') return one(logonId(literal));
  switch (columnTypes.get(column)) {
    case 'UUID':
      return [bare(literal)];
    case 'UInt8':
    case 'UInt16':
    case 'UInt32':
      return /^0x[0-9a-f]{1,8}$/i.test(literal) ? [String(Number(literal))] : [];
    default:
      return [];
  }
}

const one = (form: string | undefined): readonly string[] => (form === undefined ? [] : [form]);

/** A logon id in the column's form: lower-case hex without leading zeros. */
function logonId(literal: string): string | undefined {
  if (/^0x[0-9a-f]{1,16}$/i.test(literal) || /^\d{1,20}$/.test(literal)) return `0x${BigInt(literal).toString(16)}`;
  return undefined;
}
