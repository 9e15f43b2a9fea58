// The dashboard's ad-hoc filters as they come with a query.
import type { Filter, Result } from '@huntboard/query';
import { err, fromAdHoc, ok } from '@huntboard/query';
import { z } from 'zod';

const adHocSchema = z
  .array(
    z.object({
      key: z.string(),
      operator: z.string(),
      value: z.string().default(''),
      values: z.array(z.string()).optional(),
    }),
  )
  .max(100);
const modelExtrasSchema = z.object({ adHocFilters: adHocSchema.optional() });

/** The filters, or why they cannot be applied: never fewer than there are. */
export function readAdHocFilters(model: unknown): Result<readonly Filter[], string> {
  const extras = modelExtrasSchema.safeParse(model);
  if (!extras.success) return err('The ad-hoc filters of the dashboard cannot be read.');
  const filters: Filter[] = [];
  for (const item of extras.data.adHocFilters ?? []) {
    const filter = fromAdHoc(item);
    if (filter === undefined) return err(`The ad-hoc filter operator "${item.operator}" is not known here.`);
    filters.push(filter);
  }
  return ok(filters);
}
