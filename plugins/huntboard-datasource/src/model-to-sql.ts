// A query as SQL that a person can go on with: macros for the time range, literals for the values.
import type { FilterNode, Operator, ParamValue, SqlParam, SqlQuery, Statement } from '@huntboard/query';
import { quoteLiteral } from './interpolation/sql-text';
import { variableName } from './interpolation/variables';
import { compileQuery } from './query-kinds';
import { ABOUT_EVENTS } from './query-models';
import type { QueryModel } from './query-models';

// Compiled for a made-up range and interval, which are found again in the text and become macros.
const timeRange = { from: 1_600_000_000_123, to: 1_600_000_001_123 };
const intervalMs = 7_654_321;
const time = "DateTime64\\(3, 'UTC'\\)";
const between = new RegExp(`(\\w+) >= \\{from:${time}\\} AND \\1 <= \\{to:${time}\\}`, 'g');
const variable = /\$(\w+)|\$\{([^}]+)\}|\[\[([^\]]+)\]\]/g;

const MARKED_GUID = '5ca1ab1e-0000-4000-8000-';

/** Variables as words that survive compilation (which lower-cases what is compared without case), and the way back. */
class Marks {
  readonly #texts: string[] = [];

  hide(text: string): string {
    return text.replace(variable, (found) => `hbvar${this.#texts.push(found) - 1}x`);
  }

  /** A GUID in the place of one that is a variable alone, which only a GUID gets through. */
  hideGuid(text: string): string {
    if (variableName(text) === null) return text;
    return `${MARKED_GUID}${String(this.#texts.push(text) - 1).padStart(12, '0')}`;
  }

  /** SQL of a GUID that was hidden; undefined when it is one. A variable without a value is no process. */
  guid(value: string): string | undefined {
    if (!value.startsWith(MARKED_GUID)) return undefined;
    return `toUUIDOrZero('\${${this.#name(Number(value.slice(MARKED_GUID.length)))}}')`;
  }

  /** A literal that holds marks; one that is a mark alone becomes a list of literals, as a variable may have several values. */
  literal(value: string): string {
    const alone = /^hbvar(\d+)x$/.exec(value)?.[1];
    if (alone !== undefined) return `\${${this.#name(Number(alone))}:sqlstring}`;
    // What looks like a variable and is none (in a Sigma rule) must not become one.
    const plain = quoteLiteral(value)
      .replace(/\$(?=[\w{])/g, '\\x24')
      .replace(/\[(?=\[\w+)/g, '\\x5b');
    return plain.replace(/hbvar(\d+)x/g, (_, index: string) => `\${${this.#name(Number(index))}}`);
  }

  #name(index: number): string {
    return (this.#texts[index] ?? '').replace(/^\$\{?|^\[\[|\}$|\]\]$/g, '').replace(/:.*$/, '');
  }
}

function hideAll<T>(value: T, marks: Marks): T {
  if (typeof value === 'string') return marks.hide(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => hideAll(item, marks)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideAll<unknown>(inner, marks)])) as T;
}

function literal({ type, value }: SqlParam, marks: Marks): string {
  const one = (item: ParamValue): string => (typeof item === 'string' ? marks.literal(item) : String(item));
  if (Array.isArray(value)) return `[${value.map((item: string) => one(item)).join(', ')}]`;
  const text = one(value);
  if (type === 'String') return text;
  const guid = type === 'UUID' ? marks.guid(String(value)) : undefined;
  if (guid !== undefined) return guid;
  if (/^U?Int\d+$|^Float\d+$|^Bool$/.test(type)) return String(value);
  return `CAST(${text}, ${quoteLiteral(type)})`;
}

/** "Equal to a variable" as "in": the variable may have several values. */
function openEquals(node: FilterNode): FilterNode {
  if ('all' in node) return { all: node.all.map(openEquals) };
  if ('any' in node) return { any: node.any.map(openEquals) };
  const lists: Readonly<Partial<Record<Operator, Operator>>> = { '=': 'in', '!=': '!in' };
  const operator = lists[node.operator];
  if (operator === undefined || typeof node.value !== 'string' || variableName(node.value) === null) return node;
  return { ...node, operator, value: [node.value] };
}

/** Kinds to whose SQL the ad-hoc filters on events apply. */
const FILTERED: ReadonlySet<string> = new Set([...ABOUT_EVENTS, 'sequence', 'sigma']);

/** Tokens that a text index looks up, without those that a variable is part of: only its value will say what they are. */
function unmarked(param: SqlParam | undefined): SqlParam | undefined {
  if (param === undefined || !Array.isArray(param.value)) return param;
  return { ...param, value: param.value.filter((token: string) => !/hbvar\d+x/.test(token)) };
}

/** The text without look-ups of tokens that all belong to variables. */
function withoutMarkedTokens({ text, params }: Statement): string {
  return text.replace(/hasAllTokens\(lower\([^()]*\), \{(\w+):Array\(String\)\}\) AND /g, (found, name: string) => {
    const value = unmarked(params[name])?.value;
    return Array.isArray(value) && value.length === 0 ? '' : found;
  });
}

/** Variables in a model as marks; the text of a rule stays as it is written. */
function hidden(model: QueryModel, marks: Marks): QueryModel {
  if (model.kind === 'sigma') return { ...hideAll(model, marks), rule: model.rule };
  if (model.kind !== 'lineage') return hideAll(model, marks);
  const { procGuid, alertId } = model;
  return hideAll({ ...model, procGuid: marks.hideGuid(procGuid), alertId: marks.hideGuid(alertId) }, marks);
}

/** The model with every "equal to a variable" as "in". */
function opened(model: QueryModel): QueryModel {
  if (model.kind === 'sequence')
    return { ...model, steps: model.steps.map((step) => ({ ...step, filters: step.filters.map(openEquals) })) };
  return 'filters' in model ? { ...model, filters: model.filters.map(openEquals) } : model;
}

/** What stands as a name in the SQL: fields that a query is about or shows, and headings. */
function namesIn(model: QueryModel): readonly string[] {
  const fields = (['field', 'groupBy', 'by', 'columns'] as const).flatMap((key) => {
    const value = (model as { readonly [name in typeof key]?: string | readonly string[] })[key];
    return value ?? [];
  });
  return model.kind === 'sequence' ? [...fields, ...model.steps.map(({ name }) => name)] : fields;
}

/** What a statement leaves out of what its query gives, as a comment above it. */
const leftOut = (more: readonly Statement[]): string =>
  more.length === 0
    ? ''
    : `-- One frame of the query. The others are statements of their own: ${more.map(({ name }) => name ?? '').join(', ')}\n`;

/**
 * The SQL of a query: of its main frame, where it has several. null when it has none: something in it is wrong, or means nothing
 * before variables have their values, or it is several rules.
 */
export function modelToSql(model: QueryModel): SqlQuery | null {
  const marks = new Marks();
  // Which name a variable means is only known with its value, and a value must not become a name.
  if (namesIn(model).some((name) => marks.hide(name) !== name)) return null;
  const compiled = compileQuery(hidden(opened(model), marks), {
    timeRange,
    intervalMs,
    maxDataPoints: 1000,
    maxRows: Number.MAX_SAFE_INTEGER,
  });
  if (!compiled.ok) return null;
  const [statement, ...more] = compiled.value.statements;
  // A correlation counts from before the range: its times would stay what they were.
  if (model.kind === 'sigma' && (more.length > 0 || !between.test(statement.text))) return null;
  between.lastIndex = 0;
  const filtered = FILTERED.has(model.kind) ? '$__timeFilter($1) AND $__filters' : '$__timeFilter($1)';
  const sql = withoutMarkedTokens(statement)
    .replace(between, filtered.replaceAll('$__', '$$__'))
    .replace(new RegExp(`\\{from:${time}\\}`, 'g'), '$$__fromTime_ms')
    .replace(new RegExp(`\\{to:${time}\\}`, 'g'), '$$__toTime_ms')
    .replaceAll(String(intervalMs), '$$__interval_ms')
    .replace(/\{(\w+):[^{}]+\}/g, (found, name: string) => {
      const param = unmarked(statement.params[name]);
      return param === undefined ? found : literal(param, marks);
    });
  const shapes: Readonly<Record<string, SqlQuery['format']>> = {
    timeseries: 'timeseries',
    logs: 'logs',
    annotations: 'annotations',
  };
  return {
    kind: 'sql',
    version: 1,
    sql: `${leftOut(more)}${sql}`,
    format: shapes[statement.shape] ?? 'table',
  };
}
