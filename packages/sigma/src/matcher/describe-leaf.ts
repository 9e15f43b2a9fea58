// A test in words, as a rule author would say it.
import type { Cidr, ListPosition } from '../model/expr.ts';
import { ANY_ONE, ANY_RUN, shapeOf } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import type { LeafExpr } from './compile-leaf.ts';

const VERBS: Readonly<Record<ListPosition, string>> = {
  equals: 'is',
  contains: 'contains',
  startswith: 'starts with',
  endswith: 'ends with',
};
const COMPARISONS = { gt: '>', gte: '≥', lt: '<', lte: '≤' } as const;
/** Of a longer list the first are shown. */
const SHOWN = 10;

export function describeLeaf(expr: LeafExpr): string {
  switch (expr.kind) {
    case 'text':
      return `${expr.field.name} ${describePattern(expr.pattern)}${caseNote(expr.cased)}`;
    case 'textList': {
      const shown = expr.literals.slice(0, SHOWN).map(quote).join(', ');
      const more = expr.literals.length > SHOWN ? ` and ${expr.literals.length - SHOWN} more` : '';
      return `${expr.field.name} ${VERBS[expr.position]} one of ${shown}${more}${caseNote(expr.cased)}`;
    }
    case 'regex':
      return `${expr.field.name} matches /${expr.source}/${expr.flags.join('')}`;
    case 'cidr':
      return `${expr.field.name} is in ${describeNetwork(expr.network)}`;
    case 'compare':
      return `${expr.field.name} ${COMPARISONS[expr.operator]} ${expr.value}`;
    case 'datePart':
      return `${expr.part} of ${expr.field.name} is ${expr.value}`;
    case 'exists':
      return `${expr.field.name} exists`;
    case 'missing':
      return `${expr.field.name} is missing`;
    case 'fieldRef':
      return `${expr.field.name} ${VERBS[expr.position]} the value of ${expr.other.name}${caseNote(expr.cased)}`;
    case 'keyword':
      return `any value ${describePattern(expr.pattern)}${caseNote(expr.cased)}`;
  }
}

function caseNote(cased: boolean): string {
  return cased ? ' (case counts)' : '';
}

/** Quoted as JSON does, but for backslashes, which paths are full of. */
function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"')}'`;
}

function describePattern(pattern: Pattern): string {
  const shape = shapeOf(pattern);
  if (shape.kind === 'any') return 'has any value';
  if (shape.kind !== 'wildcards') return `${VERBS[shape.kind]} ${quote(shape.literal)}`;
  const written = pattern.map((token) =>
    token === ANY_RUN ? '*' : token === ANY_ONE ? '?' : quote(token).slice(1, -1),
  );
  return `fits '${written.join('')}'`;
}

function describeNetwork({ bytes, prefix }: Cidr): string {
  if (bytes.length === 4) return `${bytes.join('.')}/${prefix}`;
  const groups: string[] = [];
  for (let i = 0; i < bytes.length; i += 2) groups.push(((bytes[i]! << 8) | bytes[i + 1]!).toString(16));
  return `${groups.join(':')}/${prefix}`;
}
