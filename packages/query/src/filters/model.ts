// Filters as data: field, operator, value; groups by any and all.
import { z } from 'zod';

export const OPERATORS = [
  '=', '!=', 'contains', '!contains', 'startswith', 'endswith', 'regex', '!regex', '>', '>=', '<', '<=', 'in', '!in', 'exists', '!exists',
] as const; // prettier-ignore

export type Operator = (typeof OPERATORS)[number];

export const filterSchema = z.object({
  /** A column, one of its Sigma names, or a key of `ext` (`ext.Key` when a column has that name). */
  field: z.string().min(1).max(200),
  operator: z.enum(OPERATORS).default('='),
  /** Unused by exists; a list for in. Numbers are taken as text. */
  value: z
    .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).max(1000)])
    .default('')
    .transform((value) => (Array.isArray(value) ? value.map(String) : String(value))),
});

export type Filter = z.infer<typeof filterSchema>;

/** A filter, or a group of which all or any must hold. */
export type FilterNode = Filter | { readonly all: readonly FilterNode[] } | { readonly any: readonly FilterNode[] };

export const filterNodeSchema: z.ZodType<FilterNode> = z.lazy(() =>
  z.union([
    z.object({ all: z.array(filterNodeSchema).max(100) }),
    z.object({ any: z.array(filterNodeSchema).max(100) }),
    filterSchema,
  ]),
);

/** Grafana's ad-hoc operators in ours. */
const AD_HOC: Readonly<Record<string, Operator>> = {
  '=': '=',
  '!=': '!=',
  '=~': 'regex',
  '!~': '!regex',
  '=|': 'in',
  '!=|': '!in',
  '<': '<',
  '>': '>',
};

/** A filter from a Grafana ad-hoc filter ({key, operator, value, values}). undefined: an operator that is not known. */
export function fromAdHoc(filter: {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly values?: readonly string[] | undefined;
}): Filter | undefined {
  const operator = AD_HOC[filter.operator];
  if (operator === undefined) return undefined;
  const list = operator === 'in' || operator === '!in';
  return { field: filter.key, operator, value: list ? [...(filter.values ?? [filter.value])] : filter.value };
}
