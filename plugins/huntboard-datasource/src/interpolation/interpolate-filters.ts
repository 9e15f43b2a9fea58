// Dashboard variables in filters: values stay values, so nothing needs to be quoted; several values become a list.
import type { Filter, FilterNode, Operator } from '@huntboard/query';
import { escapeRegex } from './sql-text';
import { variableName } from './variables';
import type { VariableReader } from './variables';

const listOperators: Readonly<Partial<Record<Operator, Operator>>> = { '=': 'in', '!=': '!in', in: 'in', '!in': '!in' };
const negated: ReadonlySet<Operator> = new Set(['!contains', '!regex']);

/** A text with the values of its variables, as they are. */
export function interpolateText(text: string, variables: VariableReader): string {
  return variables.replace(text, (values) => values.join(','));
}

/** A list of texts; one that is a variable becomes its values, and the whole list is open (all) when "All" is chosen. */
export function interpolateList(texts: readonly string[], variables: VariableReader): string[] {
  const result: string[] = [];
  for (const text of texts) {
    const name = variableName(text);
    if (name !== null && variables.isAll(name)) return [];
    result.push(...(variables.values(text) ?? [interpolateText(text, variables)]));
  }
  return result.filter((text) => text !== '');
}

function interpolateFilter(filter: Filter, variables: VariableReader): FilterNode | null {
  const { operator } = filter;
  if (operator === 'exists' || operator === '!exists') return filter;
  const texts = Array.isArray(filter.value) ? filter.value : [filter.value];
  const isRegex = operator === 'regex' || operator === '!regex';
  const values: string[] = [];
  for (const text of texts) {
    const name = variableName(text);
    // All, or an empty text box: the filter does not count.
    if (name !== null && variables.isAll(name)) return null;
    const several = variables.values(text);
    if (several !== null) values.push(...(isRegex ? several.map(escapeRegex) : several));
    else if (isRegex)
      values.push(
        variables.replace(text, (found) =>
          found.length === 1 ? escapeRegex(found[0] ?? '') : `(${found.map(escapeRegex).join('|')})`,
        ),
      );
    else values.push(interpolateText(text, variables));
  }
  const [first = ''] = values;
  const asList = listOperators[operator];
  if (asList !== undefined && (values.length > 1 || operator === asList))
    return { ...filter, operator: asList, value: values };
  if (values.length <= 1) return { ...filter, value: first };
  if (isRegex) return { ...filter, value: `(${values.join('|')})` };
  const each = values.map((value) => ({ ...filter, value }));
  return negated.has(operator) ? { all: each } : { any: each };
}

/** Filters and groups with the variables' values; a filter on "All" is dropped, and so is a group that becomes empty. */
export function interpolateFilters(nodes: readonly FilterNode[], variables: VariableReader): FilterNode[] {
  return nodes.flatMap((node): FilterNode[] => {
    if ('all' in node || 'any' in node) {
      const inner = interpolateFilters('all' in node ? node.all : node.any, variables);
      if (inner.length === 0) return [];
      return ['all' in node ? { all: inner } : { any: inner }];
    }
    const filter = interpolateFilter(node, variables);
    return filter === null ? [] : [filter];
  });
}
