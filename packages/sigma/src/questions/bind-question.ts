// A question of a rule for one alert: the fields of its event as values of the query model, which the query language binds as parameters.
import { fillText, literalOf, partOf, placeholderOf, type Placeholder } from './placeholder.ts';
import { mapTexts, textsOf } from './map-values.ts';
import type { RuleQuestion } from './question.ts';

export interface BoundQuestion extends Omit<RuleQuestion, 'query'> {
  /** Ready to be asked, unless `missing` names something. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Fields that the event does not have: the question cannot be asked. */
  readonly missing: string[];
}

/** Fields of the event or the alert that questions need, each once. */
export function fieldsOf(questions: readonly RuleQuestion[]): readonly string[] {
  const fields = new Set<string>();
  const note = ({ field }: Placeholder): string => {
    fields.add(field);
    return '';
  };
  for (const { ask, query, answers } of questions) {
    for (const { text } of textsOf(query)) {
      const placeholder = placeholderOf(text);
      if (placeholder !== undefined) note(placeholder);
    }
    for (const words of [ask, ...answers.map(({ means }) => means)]) fillText(words, note);
  }
  return [...fields];
}

/** @param values by field as `fieldsOf` names them; '' or absent: the event does not have it */
export function bindQuestion(question: RuleQuestion, values: Readonly<Record<string, string>>): BoundQuestion {
  const { query, ask, answers, ...rest } = question;
  const missing = new Set<string>();
  const valueOf = ({ field, part }: Placeholder): string => partOf(values[field] ?? '', part);
  const model = mapTexts(query, (text) => {
    const placeholder = placeholderOf(text);
    if (placeholder === undefined) return literalOf(text);
    const value = valueOf(placeholder);
    if (value === '') missing.add(placeholder.field);
    return value;
  });
  const inWords = (placeholder: Placeholder): string => valueOf(placeholder) || `(no ${placeholder.field})`;
  return {
    ...rest,
    ask: fillText(ask, inWords),
    answers: answers.map((answer) => ({ ...answer, means: fillText(answer.means, inWords) })),
    model: model as Readonly<Record<string, unknown>>,
    missing: [...missing],
  };
}
