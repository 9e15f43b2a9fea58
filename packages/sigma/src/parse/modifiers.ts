// A detection key `field|modifier|modifier` to what it asks for. Chains that mean nothing are refused here, not guessed at.
import type { CompareExpr, DatePart, ListPosition } from '../model/expr.ts';

/** Changes to the text of a value, in the order written. */
export type TextChange = 'windash' | 'utf16le' | 'utf16be' | 'utf16' | 'base64' | 'base64offset';

/** How a value is compared; everything but `text` takes part in few combinations. */
export type Comparison =
  | { readonly kind: 'text' | 'cidr' | 'exists' | 'fieldRef' }
  | { readonly kind: 'regex'; readonly flags: readonly ('i' | 'm' | 's')[] }
  | { readonly kind: 'compare'; readonly operator: CompareExpr<unknown>['operator'] }
  | { readonly kind: 'datePart'; readonly part: DatePart; readonly operator?: CompareExpr<unknown>['operator'] };

export interface Modifiers {
  readonly comparison: Comparison;
  readonly position: ListPosition;
  readonly changes: readonly TextChange[];
  readonly all: boolean;
  readonly cased: boolean;
  readonly negated: boolean;
  readonly expands: boolean;
}

export type ModifierFault = {
  readonly code: 'sigma.modifier_unknown' | 'sigma.modifier_chain';
  readonly message: string;
};

const POSITIONS = new Set(['contains', 'startswith', 'endswith']);
const OPERATORS = new Set(['gt', 'gte', 'lt', 'lte']);
const DATE_PARTS = new Set(['minute', 'hour', 'day', 'week', 'month', 'year']);
const CHANGES: ReadonlyMap<string, TextChange> = new Map([
  ['windash', 'windash'],
  ['wide', 'utf16le'],
  ['utf16le', 'utf16le'],
  ['utf16be', 'utf16be'],
  ['utf16', 'utf16'],
  ['base64', 'base64'],
  ['base64offset', 'base64offset'],
]);
const FLAGS: ReadonlyMap<string, 'i' | 'm' | 's'> = new Map([
  ['i', 'i'],
  ['ignorecase', 'i'],
  ['m', 'm'],
  ['multiline', 'm'],
  ['s', 's'],
  ['dotall', 's'],
]);
const OTHERS = new Set(['all', 'cased', 'neq', 'expand', 're', 'cidr', 'exists', 'fieldref']);

/** Every modifier name that is understood, for messages and completion. */
export const modifierNames: readonly string[] = [
  ...POSITIONS,
  ...OTHERS,
  ...FLAGS.keys(),
  ...CHANGES.keys(),
  ...OPERATORS,
  ...DATE_PARTS,
].sort();

const KNOWN = new Set(modifierNames);

/** Reads the names behind the field (appendix "Modifiers" of the specification). */
export function readModifiers(names: readonly string[]): Modifiers | ModifierFault {
  for (const name of names)
    if (!KNOWN.has(name)) return { code: 'sigma.modifier_unknown', message: `there is no modifier ${name || "''"}` };
  const has = new Set(names);
  if (has.size < names.length) return chainFault(names, 'a modifier is there twice');
  const comparison = readComparison(names);
  if (typeof comparison === 'string') return chainFault(names, comparison);
  const position = names.filter((name) => POSITIONS.has(name));
  if (position.length > 1) return chainFault(names, `${position.join(' and ')} contradict each other`);
  const changes = names.flatMap((name) => CHANGES.get(name) ?? []);
  const fault = combinationFault(names, comparison, changes);
  if (fault !== undefined) return chainFault(names, fault);
  return {
    comparison,
    position: (position[0] as ListPosition | undefined) ?? 'equals',
    changes,
    all: has.has('all'),
    cased: has.has('cased'),
    negated: has.has('neq'),
    expands: has.has('expand'),
  };
}

function chainFault(names: readonly string[], why: string): ModifierFault {
  return { code: 'sigma.modifier_chain', message: `|${names.join('|')} cannot be: ${why}` };
}

function readComparison(names: readonly string[]): Comparison | string {
  const flags = names.flatMap((name) => FLAGS.get(name) ?? []);
  const operators = names.filter((name) => OPERATORS.has(name));
  const parts = names.filter((name) => DATE_PARTS.has(name));
  const types = ['re', 'cidr', 'exists', 'fieldref'].filter((name) => names.includes(name));
  if (operators.length > 1) return `${operators.join(' and ')} are two comparisons`;
  if (parts.length > 1) return `${parts.join(' and ')} are two parts of a time`;
  if (types.length > 1) return `${types.join(' and ')} are two kinds of values`;
  if (types.length === 1 && operators.length + parts.length > 0)
    return `${types[0]} values have no order and no parts of a time`;
  if (flags.length > 0 && types[0] !== 're') return 'i, m and s belong to re';
  if (new Set(flags).size < flags.length) return 'a flag is there twice';
  if (names.some((name, index) => FLAGS.has(name) && index < names.indexOf('re'))) return 'flags stand after re';
  const operator = operators[0] as CompareExpr<unknown>['operator'] | undefined;
  const part = parts[0] as DatePart | undefined;
  if (part !== undefined) return { kind: 'datePart', part, ...(operator !== undefined && { operator }) };
  if (operator !== undefined) return { kind: 'compare', operator };
  if (types[0] === 're') return { kind: 'regex', flags: [...flags].sort() };
  if (types[0] === 'cidr') return { kind: 'cidr' };
  if (types[0] === 'exists') return { kind: 'exists' };
  return { kind: types[0] === 'fieldref' ? 'fieldRef' : 'text' };
}

function combinationFault(
  names: readonly string[],
  comparison: Comparison,
  changes: readonly TextChange[],
): string | undefined {
  const { kind } = comparison;
  if (changes.length > 0 && kind !== 'text') return `${changes[0]} changes text only`;
  if (names.some((name) => POSITIONS.has(name)) && kind !== 'text' && kind !== 'fieldRef' && kind !== 'regex')
    return 'only text has a start, an end and an inside';
  if (names.includes('cased') && kind !== 'text' && kind !== 'fieldRef')
    return kind === 'regex' ? 're minds case already, add i if it shall not' : 'only text has case';
  if (names.includes('expand') && kind !== 'text' && kind !== 'cidr') return 'placeholders stand for text and networks';
  if (kind === 'exists' && names.length > 1) return 'exists stands alone';
  const wide = changes.filter((change) => change.startsWith('utf16'));
  const encoded = changes.filter((change) => change.startsWith('base64'));
  if (wide.length > 1) return 'two character encodings';
  if (encoded.length > 1) return 'base64 and base64offset contradict each other';
  if (wide.length > 0 && encoded.length > 0 && changes.indexOf(wide[0]!) > changes.indexOf(encoded[0]!))
    return 'the character encoding stands before base64';
  if (changes.includes('windash') && changes.indexOf('windash') > 0) return 'windash stands before encodings';
  const at = names.findIndex((name) => POSITIONS.has(name));
  if (encoded.length > 0 && at >= 0 && names.some((name, index) => index > at && name.startsWith('base64')))
    return `${names[at]} stands after base64, since wildcards cannot be encoded`;
  return undefined;
}
