// Kind `sql` -> one statement: macros expanded, the closing semicolon and FORMAT dropped.
import { ok, queryError } from '../../result';
import { singleStatement } from '../../lexer';
import { expandMacros, placesFilters } from '../../macros/expand';
import { Params } from '../../sql';
import type { QueryKind } from '../kind';
import type { SqlQuery } from './model';
import { sqlQuerySchema } from './model';

export const sqlKind: QueryKind<SqlQuery> = {
  kind: 'sql',
  title: 'SQL',
  model: sqlQuerySchema,
  toSql: (query, context) => {
    const statement = singleStatement(query.sql);
    if (statement === undefined)
      return queryError('query.multiple_statements', 'One statement a query: there is more than one here.');
    if (statement === '') return queryError('query.empty', 'The query is empty.');
    if ((context.filters ?? []).length > 0 && !placesFilters(statement)) {
      return queryError(
        'query.filters_misplaced',
        'The dashboard has ad-hoc filters, but this SQL does not say where they belong: add AND $__filters.',
      );
    }
    const params = new Params();
    const text = expandMacros(statement, context, params);
    if (!text.ok) {
      const { code, message, position = 0 } = text.error;
      return queryError(code, message, position + query.sql.length - query.sql.trimStart().length);
    }
    return ok({
      statements: [
        {
          text: text.value,
          params: params.all,
          shape: query.format,
          ...(query.fill === undefined ? {} : { fill: query.fill }),
        },
      ],
    });
  },
};
