// Filters -> SQL conditions with typed parameters. Text compares without regard to case; a text index narrows first.
import type { Table } from '@huntboard/schema';
import type { QueryError, Result } from '../result';
import { ok, queryError } from '../result';
import { MILLI_TIME, quoteText, timeText } from '../sql';
import type { Params } from '../sql';
import type { FieldRef } from './fields';
import { hasField, resolveField } from './fields';
import type { Filter, FilterNode, Operator } from './model';
import type { Anchor } from './tokens';
import { indexTokens } from './tokens';

type Condition = Result<string, QueryError>;

const NIL_UUID = "toUUID('00000000-0000-0000-0000-000000000000')";
const UUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
// Beyond ASCII, upper and lower case need the slower UTF-8 functions.
const ASCII = /^[\x00-\x7f]*$/;

/** Conditions that are the opposite of another operator's. */
const NEGATED: Partial<Record<Operator, Operator>> = {
  '!=': '=',
  '!contains': 'contains',
  '!regex': 'regex',
  '!in': 'in',
  '!exists': 'exists',
};

const listOf = (value: Filter['value']): readonly string[] => (typeof value === 'string' ? [value] : value);
const textOf = (value: Filter['value']): string => (typeof value === 'string' ? value : (value[0] ?? ''));

/** A field in lower case and the value in the same case. */
function folded(field: FieldRef, value: string, params: Params): { readonly column: string; readonly value: string } {
  if (!ASCII.test(value)) return { column: `lowerUTF8(${field.sql})`, value: `lowerUTF8(${params.text(value)})` };
  return { column: field.lowerCase ? field.sql : `lower(${field.sql})`, value: params.text(value.toLowerCase()) };
}

function narrowed(field: FieldRef, text: string, anchor: Anchor, condition: string, params: Params): string {
  if (!field.textIndex) return condition;
  const tokens = indexTokens(text, anchor);
  if (tokens.length === 0) return condition;
  return `(hasAllTokens(lower(${field.sql}), ${params.bind('Array(String)', tokens)}) AND ${condition})`;
}

function textCondition(field: FieldRef, operator: Operator, value: Filter['value'], params: Params): Condition {
  const text = textOf(value);
  switch (operator) {
    case '=': {
      const { column, value: bound } = folded(field, text, params);
      return ok(narrowed(field, text, 'whole', `${column} = ${bound}`, params));
    }
    case 'in': {
      const list = listOf(value);
      if (list.length === 0) return ok('0');
      const wide = list.some((item) => !ASCII.test(item));
      const column = wide ? `lowerUTF8(${field.sql})` : field.lowerCase ? field.sql : `lower(${field.sql})`;
      return ok(`${column} IN (${list.map((item) => params.text(item.toLowerCase())).join(', ')})`);
    }
    case 'contains': {
      if (text === '') return ok('1');
      const find = ASCII.test(text) ? 'positionCaseInsensitive' : 'positionCaseInsensitiveUTF8';
      return ok(narrowed(field, text, 'inside', `${find}(${field.sql}, ${params.text(text)}) > 0`, params));
    }
    case 'startswith': {
      const { column, value: bound } = folded(field, text, params);
      return ok(narrowed(field, text, 'start', `startsWith(${column}, ${bound})`, params));
    }
    case 'endswith': {
      const { column, value: bound } = folded(field, text, params);
      return ok(narrowed(field, text, 'end', `endsWith(${column}, ${bound})`, params));
    }
    case 'regex':
      return ok(`match(${field.sql}, ${params.text(`(?i)${text}`)})`);
    case 'exists':
      return ok(existsText(field));
    default:
      return ok(`${field.sql} ${operator} ${params.text(text)}`);
  }
}

/** Sent at all: an empty value that was sent stands in `blank_fields`. */
function existsText(field: FieldRef): string {
  if (field.column === undefined) return `mapContains(ext, ${field.sql.slice(4, -1)})`;
  const sent = `${field.sql} != ${field.kind === 'number' ? '0' : "''"}`;
  if (field.tellsBlanks !== true) return sent;
  return `(${sent} OR has(blank_fields, ${quoteText(field.column)}))`;
}

function numberParam(field: FieldRef, text: string, params: Params): Condition {
  const trimmed = text.trim();
  const isInteger = /^[+-]?\d+$/.test(trimmed);
  if (isInteger) return ok(params.bind('Int128', trimmed.replace(/^\+/, '')));
  if (/^0x[0-9a-f]+$/i.test(trimmed)) return ok(params.bind('Int128', BigInt(trimmed).toString()));
  if (/^[+-]?\d+\.\d+$/.test(trimmed)) return ok(params.bind('Float64', Number(trimmed)));
  return queryError('query.value_type', `${field.column ?? 'The field'} holds numbers, "${text}" is none.`);
}

function uuidParam(field: FieldRef, text: string, params: Params): Condition {
  const match = UUID.exec(text.trim())?.[1];
  if (match === undefined)
    return queryError('query.value_type', `${field.column ?? 'The field'} holds GUIDs, "${text}" is none.`);
  return ok(params.bind('UUID', match.toLowerCase()));
}

function timeParam(field: FieldRef, text: string, params: Params): Condition {
  const epochMs = /^\d{12,13}$/.test(text)
    ? Number(text)
    : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(epochMs))
    return queryError('query.value_type', `${field.column ?? 'The field'} holds times, "${text}" is none.`);
  return ok(params.bind(MILLI_TIME, timeText(epochMs)));
}

const ABSENT: Record<'number' | 'uuid' | 'time', string> = {
  number: '0',
  uuid: NIL_UUID,
  time: "toDateTime64(0, 3, 'UTC')",
};

/** Numbers, GUIDs and times: exact comparison; searching in them means searching in their text. */
function exactCondition(
  field: FieldRef,
  kind: 'number' | 'uuid' | 'time',
  operator: Operator,
  value: Filter['value'],
  params: Params,
): Condition {
  const bind = kind === 'number' ? numberParam : kind === 'uuid' ? uuidParam : timeParam;
  switch (operator) {
    case 'exists':
      return ok(kind === 'number' ? existsText(field) : `${field.sql} != ${ABSENT[kind]}`);
    case 'in': {
      const bound: string[] = [];
      for (const item of listOf(value)) {
        const param = bind(field, item, params);
        if (!param.ok) return param;
        bound.push(param.value);
      }
      return ok(bound.length === 0 ? '0' : `${field.sql} IN (${bound.join(', ')})`);
    }
    case 'contains':
    case 'startswith':
    case 'endswith':
    case 'regex':
      return textCondition(
        { ...field, sql: `toString(${field.sql})`, textIndex: false, lowerCase: true },
        operator,
        value,
        params,
      );
    default: {
      const param = bind(field, textOf(value), params);
      return param.ok ? ok(`${field.sql} ${operator} ${param.value}`) : param;
    }
  }
}

/** Lists: the condition must hold for one of the items. */
function listCondition(field: FieldRef, operator: Operator, value: Filter['value'], params: Params): Condition {
  if (operator === 'exists') return ok(`notEmpty(${field.sql})`);
  const item: FieldRef = { sql: 'toString(item)', kind: 'text', type: 'String', textIndex: false, lowerCase: false };
  const inner = textCondition(item, operator, value, params);
  return inner.ok ? ok(`arrayExists(item -> ${inner.value}, ${field.sql})`) : inner;
}

function mapCondition(field: FieldRef, operator: Operator, value: Filter['value'], params: Params): Condition {
  if (operator === 'exists') return ok(`notEmpty(${field.sql})`);
  return listCondition({ ...field, sql: `mapValues(${field.sql})` }, operator, value, params);
}

/** One filter as a condition on `table`. */
export function filterSql(table: Table, filter: Filter, params: Params): Condition {
  const negated = NEGATED[filter.operator];
  if (negated !== undefined) {
    const inner = filterSql(table, { ...filter, operator: negated }, params);
    return inner.ok ? ok(`NOT (${inner.value})`) : inner;
  }
  if (!hasField(table, filter.field))
    return queryError(
      'query.filters_misplaced',
      `There is a filter on ${filter.field}, and ${table.name} has no such field: take the filter away here.`,
    );
  const field = resolveField(table, filter.field, params);
  const { operator, value } = filter;
  switch (field.kind) {
    case 'number':
    case 'uuid':
    case 'time':
      return exactCondition(field, field.kind, operator, value, params);
    case 'list':
      return listCondition(field, operator, value, params);
    case 'map':
      return mapCondition(field, operator, value, params);
    default:
      return textCondition(field, operator, value, params);
  }
}

/** Filters and groups; no filters hold always. */
export function filtersSql(
  table: Table,
  nodes: readonly FilterNode[],
  params: Params,
  joiner: 'AND' | 'OR' = 'AND',
): Condition {
  const parts: string[] = [];
  for (const node of nodes) {
    const part =
      'all' in node
        ? filtersSql(table, node.all, params)
        : 'any' in node
          ? filtersSql(table, node.any, params, 'OR')
          : filterSql(table, node, params);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  if (parts.length === 0) return ok('1');
  return ok(parts.length === 1 ? (parts[0] ?? '1') : `(${parts.join(` ${joiner} `)})`);
}
