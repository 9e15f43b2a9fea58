// Keywords: any value of the event fits.
import { events } from '@huntboard/schema';
import type { Column } from '@huntboard/schema';
import type { Params } from '@huntboard/query';
import { keywordColumns } from '../event/keyword-values.ts';
import { matchPattern } from '../matcher/match-pattern.ts';
import type { KeywordExpr } from '../model/expr.ts';
import { shapeOf } from '../model/pattern.ts';
import { kindOf } from './access-sql.ts';
import { andSql } from './logic-sql.ts';
import { patternSql, textListSql } from './text-sql.ts';

/** Stands between values; a needle that holds it could reach across two of them. */
const SEPARATOR = '\0';

const columns = new Map(events.columns.map((column): [string, Column] => [column.name, column]));

/** Numbers as text, none as ''. */
const values: readonly string[] = keywordColumns.map((name) => {
  const kind = kindOf(columns.get(name)!);
  return kind === 'text' ? name : `if(${name} = 0, '', toString(${name}))`;
});

const JOINED = `concatWithSeparator('\\0', ${values.join(', ')}, arrayStringConcat(mapValues(ext), '\\0'))`;
const LISTED = `arrayConcat([${values.join(', ')}], mapValues(ext))`;

/** One keyword. A plain one is searched in all values at once, others in one value after the other. */
export function keywordSql(expr: KeywordExpr, params: Params): string {
  const shape = shapeOf(expr.pattern);
  if (shape.kind === 'contains' && !shape.literal.includes(SEPARATOR)) return patternSql(JOINED, false, expr, params);
  const fits = patternSql('value', false, expr, params);
  return `arrayExists(value -> ${matchPattern('', expr.pattern) ? andSql(["value != ''", fits]) : fits}, ${LISTED})`;
}

/** Any of several keywords, those that are plain at once. */
export function keywordsSql(exprs: readonly KeywordExpr[], params: Params): string[] {
  const conditions: string[] = [];
  for (const cased of [false, true]) {
    const plain: string[] = [];
    for (const expr of exprs) {
      if (expr.cased !== cased) continue;
      const shape = shapeOf(expr.pattern);
      if (shape.kind === 'contains' && !shape.literal.includes(SEPARATOR)) plain.push(shape.literal);
      else conditions.push(keywordSql(expr, params));
    }
    if (plain.length > 0)
      conditions.push(textListSql(JOINED, false, { literals: plain, position: 'contains', cased }, params));
  }
  return conditions;
}
