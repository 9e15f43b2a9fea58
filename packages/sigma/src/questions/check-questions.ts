// Reads the questions of a rule: what is right is kept, what is wrong is told with its key and left out.
import { compileQuery, parseQuery, QUERY_MODELS, type Kind, type QueryContext } from '@huntboard/query';
import { z } from 'zod';
import { bindQuestion, fieldsOf } from './bind-question.ts';
import { textsOf, type Path } from './map-values.ts';
import { ALERT_FIELDS, eventField, isValuePlace, placeholderOf } from './placeholder.ts';
import { MAX_QUESTIONS, writtenQuestionSchema, type RuleQuestion } from './question.ts';

export interface QuestionFault {
  /** Below the key `questions`. */
  readonly path: Path;
  readonly message: string;
}

/** Kinds that take conditions as data. SQL is none of them: no text of an event could be bound there by its place. */
const KINDS: readonly Kind[] = ['events', 'timeseries', 'rarity', 'values', 'sequence', 'lineage', 'alerts'];

const HOUR = 3_600_000;
/** A trial: what a query does not take whatever its values are shows here. */
const CONTEXT: QueryContext = {
  timeRange: { from: 0, to: HOUR },
  intervalMs: 60_000,
  maxDataPoints: 100,
  maxRows: 100,
};
const ID = '00000000-0000-8000-8000-000000000001';

/**
 * Questions as a rule carries them under `questions`. A question with a fault is left out, the others are kept: a rule never fails by them.
 * @param written plain data of the key's value
 */
export function checkQuestions(written: unknown): {
  readonly questions: readonly RuleQuestion[];
  readonly faults: readonly QuestionFault[];
} {
  if (!Array.isArray(written)) return { questions: [], faults: [{ path: [], message: 'must be a list of questions' }] };
  const questions: RuleQuestion[] = [];
  const faults: QuestionFault[] = [];
  if (written.length > MAX_QUESTIONS)
    faults.push({ path: [MAX_QUESTIONS], message: `there are more than ${MAX_QUESTIONS} questions` });
  written.slice(0, MAX_QUESTIONS).forEach((one: unknown, index) => {
    const parsed = writtenQuestionSchema.safeParse(one);
    const found = parsed.success ? queryFaults(parsed.data) : shapeFaults(parsed.error);
    faults.push(...found.map(({ path, message }) => ({ path: [index, ...path], message })));
    if (parsed.success && found.length === 0) questions.push(parsed.data);
  });
  return { questions, faults };
}

const shapeFaults = (error: z.ZodError): readonly QuestionFault[] =>
  error.issues.map(({ path, message }) => ({
    path: path.map((part) => (typeof part === 'symbol' ? '' : part)),
    message,
  }));

function queryFaults(question: RuleQuestion): readonly QuestionFault[] {
  const { query } = question;
  const { kind } = query;
  if (!KINDS.includes(kind as Kind))
    return [{ path: ['query', 'kind'], message: `must be one of ${KINDS.join(', ')}` }];
  const faults = [...unknownKeys(query, kind as Kind), ...placeFaults(query), ...fieldFaults(question)];
  return faults.length > 0 ? faults : compileFaults(question);
}

function unknownKeys(query: Readonly<Record<string, unknown>>, kind: Kind): readonly QuestionFault[] {
  const model = QUERY_MODELS[kind];
  const known = model instanceof z.ZodObject ? Object.keys(model.shape) : Object.keys(query);
  return Object.keys(query)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: ['query', key], message: `a query of kind ${String(kind)} has no such key` }));
}

/** Names and patterns are no place for what an event holds. */
function placeFaults(query: Readonly<Record<string, unknown>>): readonly QuestionFault[] {
  const patterns = new Set(
    textsOf(query)
      .filter(({ text, path }) => path.at(-1) === 'operator' && /^!?regex$/.test(text))
      .map(({ path }) => JSON.stringify(path.slice(0, -1))),
  );
  return textsOf(query).flatMap(({ text, path }): QuestionFault[] => {
    if (placeholderOf(text) === undefined) return [];
    const inPattern = path.some((_, end) => patterns.has(JSON.stringify(path.slice(0, end))));
    if (isValuePlace(path) && !inPattern) return [];
    const where = inPattern ? 'the value of a regex' : 'this key';
    return [{ path: ['query', ...path], message: `${text} cannot stand in ${where}: fields stand for values only` }];
  });
}

function fieldFaults(question: RuleQuestion): readonly QuestionFault[] {
  const wrong = fieldsOf([question]).filter((field) => {
    const kind = eventField(field)?.kind;
    return !ALERT_FIELDS.includes(field) && (kind === undefined || kind === 'list' || kind === 'map');
  });
  const placeOf = (field: string): Path => {
    const found = textsOf(question.query).find(({ text }) => placeholderOf(text)?.field === field);
    return found === undefined ? ['ask'] : ['query', ...found.path];
  };
  return wrong.map((field) => ({
    path: placeOf(field),
    message: `$${field} is no field of an event that holds one value; other fields of a source are written $ext.${field}`,
  }));
}

/** The query as it would be asked, with a value for every field. */
function compileFaults(question: RuleQuestion): readonly QuestionFault[] {
  const values = Object.fromEntries(fieldsOf([question]).map((field) => [field, sampleOf(field)]));
  const parsed = parseQuery(bindQuestion(question, values).model);
  const compiled = parsed.ok ? compileQuery(parsed.value, CONTEXT) : parsed;
  return compiled.ok ? [] : [{ path: ['query'], message: compiled.error.message }];
}

function sampleOf(field: string): string {
  const kind = ALERT_FIELDS.includes(field) ? 'uuid' : eventField(field)?.kind;
  return kind === 'uuid' ? ID : kind === 'number' ? '1' : 'x';
}
