// How long an event is kept: days by category, and fewer days for its verbatim text.
import { COL, type Row } from '@huntboard/schema';
import { z } from 'zod';

const days = z.int().min(1).max(3650);
const periodSchema = z
  .strictObject({ days, rawDays: days })
  .refine((period) => period.rawDays <= period.days, { error: 'rawDays must not be more than days' });

/** Retention by category; `default` for every other. Parts of the store drop whole, so few different values are best. */
export const retentionSchema = z
  .record(z.string(), periodSchema)
  .refine((value) => Object.hasOwn(value, 'default'), { error: 'the period `default` is missing' });
export type Retention = z.infer<typeof retentionSchema>;

/** Loads of libraries are most of the volume and least of the worth; logons and starts are what hunts go back to. */
export const DEFAULT_RETENTION: Retention = {
  default: { days: 90, rawDays: 30 },
  image: { days: 30, rawDays: 7 },
  process: { days: 180, rawDays: 30 },
  auth: { days: 180, rawDays: 30 },
};

/** Writes retention_days and raw_days of a row. */
export function retentionAssigner(retention: Retention): (row: Row) => void {
  const byCategory = new Map(Object.entries(retention));
  const fallback = byCategory.get('default') ?? DEFAULT_RETENTION['default']!;
  return (row) => {
    const period = byCategory.get(row[COL.category] as string) ?? fallback;
    row[COL.retention_days] = period.days;
    row[COL.raw_days] = period.rawDays;
  };
}
