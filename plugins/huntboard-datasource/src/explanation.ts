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
