// ClickHouse types -> what Grafana accepts: the cast that a column needs before it leaves the server.
import { quoteName } from '@huntboard/query';

/** A type's outermost name and its arguments: `Nullable(DateTime64(3, 'UTC'))` -> Nullable, [DateTime64(3, 'UTC')]. */
export function splitType(type: string): { readonly name: string; readonly args: readonly string[] } {
  const open = type.indexOf('(');
  if (open < 0) return { name: type.trim(), args: [] };
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = open + 1;
  for (let i = open; i < type.length; i++) {
    const char = type[i];
    if (quoted) {
      if (char === '\\') i++;
      else if (char === "'") quoted = false;
    } else if (char === "'") quoted = true;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 1) {
      args.push(type.slice(start, i).trim());
      start = i + 1;
    }
  }
  args.push(type.slice(start, type.lastIndexOf(')')).trim());
  return { name: type.slice(0, open).trim(), args };
}

/** The type inside Nullable, LowCardinality and SimpleAggregateFunction. */
export function innerType(type: string): string {
  const { name, args } = splitType(type);
  if (name === 'Nullable' || name === 'LowCardinality') return innerType(args[0] ?? '');
  if (name === 'SimpleAggregateFunction') return innerType(args.at(-1) ?? '');
  return type.trim();
}

const AS_IS = new Set([
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float32',
  'Float64',
  'Bool',
  'String',
]);
const AS_JSON = new Set([
  'Array',
  'Map',
  'Tuple',
  'Nested',
  'Variant',
  'Dynamic',
  'JSON',
  'Object',
  'Point',
  'Ring',
  'Polygon',
  'MultiPolygon',
  'LineString',
  'MultiLineString',
  'Geometry',
]);

/** SQL that turns `column` (an SQL expression of this type) into something Grafana takes. */
export function castExpression(column: string, type: string): string {
  const inner = innerType(type);
  const { name, args } = splitType(inner);
  if (AS_IS.has(name)) return column;
  if (name === 'DateTime64') return args[0] === '9' ? column : `toDateTime64(${column}, 9)`;
  if (name === 'DateTime') return `toDateTime64(${column}, 9)`;
  if (name === 'Date' || name === 'Date32') return `toDateTime64(${column}, 9, 'UTC')`;
  if (name.startsWith('Decimal')) return `toFloat64(${column})`;
  if (name === 'BFloat16') return `toFloat32(${column})`;
  if (name.startsWith('Interval')) return `toInt64(${column})`;
  if (name === 'Nothing') return "CAST(NULL, 'Nullable(String)')";
  if (name === 'AggregateFunction') return `toString(finalizeAggregation(${column}))`;
  return AS_JSON.has(name) ? `toJSONString(${column})` : `toString(${column})`;
}

export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
}

/** The cast, empty where the value is a nil GUID or an empty list. */
function blankExpression(column: string, type: string): string {
  const cast = castExpression(column, type);
  const { name } = splitType(type);
  if (name === 'UUID') return `if(empty(${column}), '', ${cast})`;
  return name === 'Array' || name === 'Map' ? `if(empty(${column}), '', ${cast})` : cast;
}

/** A select list over the subquery `source` that casts every column and keeps its name. */
export function castList(columns: readonly DescribedColumn[], source: string, blankEmpties = false): string {
  return columns
    .map(({ name, type }) => {
      const column = `${source}.${quoteName(name)}`;
      return `${blankEmpties ? blankExpression(column, type) : castExpression(column, type)} AS ${quoteName(name)}`;
    })
    .join(', ');
}

/** Columns that `castList` turns into JSON text. */
export function jsonColumns(columns: readonly DescribedColumn[]): string[] {
  return columns.filter(({ type }) => AS_JSON.has(splitType(innerType(type)).name)).map(({ name }) => name);
}
