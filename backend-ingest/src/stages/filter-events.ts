// Drops events that the configuration does not want to keep; what was dropped is counted, never silent.
import { COL, type EventColumn, type Row } from '@huntboard/schema';
import { z } from 'zod';

const text = z.union([z.string(), z.number()]).transform(String);
const oneOrMany = z.union([text.transform((value) => [value]), z.array(text).min(1)]);
const matchSchema = z.union([
  oneOrMany.transform((equals) => ({ equals })),
  z.strictObject({
    equals: oneOrMany.optional(),
    startsWith: oneOrMany.optional(),
    endsWith: oneOrMany.optional(),
    contains: oneOrMany.optional(),
  }),
]);

const columnName = z.string().refine((name): name is EventColumn => Object.hasOwn(COL, name), {
  error: 'must be a column of events',
});

/** A filter: events for which every condition holds are dropped. Text is compared without regard to case. */
export const filterSchema = z.strictObject({
  name: z.string().min(1),
  drop: z
    .record(columnName, matchSchema)
    .refine((drop) => Object.keys(drop).length > 0, { error: 'a filter without conditions would drop everything' }),
});
export const filtersSchema = z.array(filterSchema);
export type Filter = z.infer<typeof filterSchema>;

type Condition = (row: Row) => boolean;

const operators = {
  equals: (value: string, needle: string) => value === needle,
  startsWith: (value: string, needle: string) => value.startsWith(needle),
  endsWith: (value: string, needle: string) => value.endsWith(needle),
  contains: (value: string, needle: string) => value.includes(needle),
} as const;

function compileFilter(filter: Filter): Condition {
  const conditions = Object.entries(filter.drop).flatMap(([column, match]) =>
    Object.entries(match).map(([operator, needles = []]): Condition => {
      const index = COL[column as EventColumn];
      const holds = operators[operator as keyof typeof operators];
      const lower = needles.map((needle) => needle.toLowerCase());
      return (row) => {
        const value = String(row[index]).toLowerCase();
        return lower.some((needle) => holds(value, needle));
      };
    }),
  );
  return (row) => conditions.every((condition) => condition(row));
}

/** Whether a row is to be dropped, by any of the filters. */
export function compileFilters(filters: readonly Filter[]): ((row: Row) => boolean) | undefined {
  if (filters.length === 0) return undefined;
  const compiled = filters.map(compileFilter);
  return (row) => compiled.some((drops) => drops(row));
}
