// What a query kind is: a versioned model and its way to SQL. A kind is a folder; the registry lists them all.
import type { ZodType } from 'zod';
import type { CompiledQuery, QueryContext } from '../context';
import type { QueryError, Result } from '../result';

export interface QueryKind<Q extends { readonly kind: string }> {
  readonly kind: Q['kind'];
  /** Name in the editor. */
  readonly title: string;
  readonly model: ZodType<Q>;
  readonly toSql: (query: Q, context: QueryContext) => Result<CompiledQuery, QueryError>;
}
