// What the backend says of a query before it runs: its SQL, what it reads, what is wrong with it.
import { z } from 'zod';

export const explanationSchema = z.object({
  statements: z.array(
    z.object({
      name: z.string(),
      sql: z.string(),
      tables: z.array(
        z.object({
          table: z.string(),
          rows: z.number(),
          totalRows: z.number(),
          marks: z.number(),
          parts: z.number(),
          bytes: z.number(),
        }),
      ),
      plan: z.string(),
    }),
  ),
  error: z
    .object({ message: z.string(), place: z.object({ position: z.number(), length: z.number() }).optional() })
    .optional(),
});

export type Explanation = z.infer<typeof explanationSchema>;

const large = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

function inBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toLocaleString('en-US', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}

/** '' where there is no estimate, else `reads 1.2M of 4M rows of events, 34 MB`: all statements together, the largest table first. */
export function costInWords({ statements }: Explanation): string {
  const tables = new Map<string, { rows: number; totalRows: number; bytes: number }>();
  for (const { table, rows, totalRows, bytes } of statements.flatMap((statement) => statement.tables)) {
    const sum = tables.get(table) ?? { rows: 0, totalRows: 0, bytes: 0 };
    tables.set(table, {
      rows: sum.rows + rows,
      totalRows: Math.max(sum.totalRows, totalRows),
      bytes: sum.bytes + bytes,
    });
  }
  if (statements.length === 0) return '';
  if (tables.size === 0) return 'reads no stored rows';
  return [...tables]
    .sort(([, a], [, b]) => b.rows - a.rows)
    .map(([table, { rows, totalRows, bytes }]) => {
      const of = totalRows >= rows && totalRows > 0 ? ` of ${large.format(totalRows)}` : '';
      return `reads ${large.format(rows)}${of} rows of ${table}, ${inBytes(bytes)}`;
    })
    .join('; ');
}
