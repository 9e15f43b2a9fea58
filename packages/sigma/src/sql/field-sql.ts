// Conditions on a field that may stand in several places: the first where it is not missing counts.
import type { Params } from '@huntboard/query';
import type { FieldRef } from '../event/field-access.ts';
import { evaluateValue } from '../matcher/evaluate.ts';
import type { ValueExpr } from '../matcher/evaluate.ts';
import { accessSql } from './access-sql.ts';
import type { AccessSql } from './access-sql.ts';
import { andSql, FALSE, notSql, orSql } from './logic-sql.ts';
import { columnConditionSql, textConditionSql } from './column-sql.ts';

/** Where the condition stands: under an odd number of `NOT`, a pre-filter only costs. */
export type Side = 'positive' | 'negated';

/** The field is there and its value fits. */
export function fieldConditionSql(expr: ValueExpr, params: Params, side: Side): string {
  return firstPresent(placesOf(expr.field, params), (place) => placeConditionSql(place, expr, params, side));
}

/** The field is there, empty or not. */
export function existsSql(field: FieldRef, params: Params): string {
  return orSql(placesOf(field, params).map((place) => place.present));
}

/** The field's value as one text expression; '' where it is missing. */
export function valueSql(field: FieldRef, params: Params): string {
  const places = placesOf(field, params);
  if (places.length === 0) return "''";
  if (places.length === 1) return places[0]!.text;
  const branches = places.slice(0, -1).map((place) => `${place.present}, ${place.text}`);
  return `multiIf(${branches.join(', ')}, ${places[places.length - 1]!.text})`;
}

function placesOf(field: FieldRef, params: Params): AccessSql[] {
  return field.access.flatMap((access) => accessSql(access, params) ?? []);
}

/** The condition at the first place that has the field: each later one only where all before are missing. */
function firstPresent(places: readonly AccessSql[], condition: (place: AccessSql) => string): string {
  let later = FALSE;
  for (let i = places.length - 1; i >= 0; i--) {
    const place = places[i]!;
    const rest = later === FALSE ? FALSE : andSql([notSql(place.present), later]);
    later = orSql([condition(place), rest]);
  }
  return later;
}

function placeConditionSql(place: AccessSql, expr: ValueExpr, params: Params, side: Side): string {
  const condition =
    (place.column && columnConditionSql(place.column, expr, params, side)) ?? textConditionSql(place, expr, params);
  // What the expression says of the text that stands for a missing value decides whether it must be asked for.
  return evaluateValue(expr, place.absent) ? andSql([place.present, condition]) : condition;
}
