// A statement whose rows are neither series nor numbers, as an alert rule or an expression takes it: a number for each set of labels.
import type { Call } from '@huntboard/grafana-backend';
import type { Statement } from '@huntboard/query';
import { quoteName } from '@huntboard/query';

/** Grafana evaluates the answer: an alert rule, or an expression of a dashboard. It takes a table only with exactly one number. */
export const isEvaluated = ({ fromAlert, headers }: Call): boolean =>
  fromAlert || headers['http_X-Grafana-From-Expr'] === 'true';

/** The same rows with their labels and one number; unchanged where the statement does not say which. */
export function asNumbers(statement: Statement): Statement {
  const { asNumbers: shape, text, limit, ...rest } = statement;
  if (shape === undefined) return statement;
  const labels = shape.labels.map(quoteName);
  if (shape.value !== undefined) {
    const columns = [...labels, quoteName(shape.value)].join(', ');
    return { ...rest, text: `SELECT ${columns} FROM (\n${text}\n)`, ...(limit === undefined ? {} : { limit }) };
  }
  const columns = [...labels, 'count() AS found'].join(', ');
  const groups = labels.length === 0 ? '' : ` GROUP BY ${labels.join(', ')} ORDER BY ${labels.join(', ')}`;
  return { ...rest, text: `SELECT ${columns} FROM (\n${text}\n)${groups}` };
}
