// An exception while it is being written: which fields of the alert it names, how long it lives.
import type { AlertDetail, Me } from '@huntboard/actions';
import { ADMIN_EXCEPTION_DAYS, EDITOR_EXCEPTION_DAYS } from '@huntboard/actions';
import type { ExceptionScope } from '../data/triage-client';

export const HOW = ['is', 'contains', 'startswith', 'endswith'] as const;
export type How = (typeof HOW)[number];

export const HOW_NAMES: Readonly<Record<How, string>> = {
  is: 'is',
  contains: 'contains',
  startswith: 'starts with',
  endswith: 'ends with',
};

export interface Condition {
  readonly field: string;
  readonly how: How;
  readonly value: string;
  /** Conditions that are offered but not used say nothing. */
  readonly used: boolean;
}

/** Fields that tell who and where; offered after those that matched, unused but for the host. */
const ACTOR = ['host', 'User', 'Image'] as const;

/** Conditions offered for an alert: what matched, and who and where. An exception that is too narrow is better than one too wide. */
export function offeredConditions({ alert }: Pick<AlertDetail, 'alert'>): readonly Condition[] {
  const matched = Object.entries(alert.matched).map(([field, values]): Condition => {
    const [first = ''] = values.split('\n');
    return { field, how: 'is', value: first, used: first !== '' && first.length <= 2000 };
  });
  const actor = { host: alert.host, User: alert.user, Image: alert.image };
  const known = new Set(matched.map(({ field }) => field));
  return [
    ...matched,
    ...ACTOR.filter((field) => actor[field] !== '' && !known.has(field)).map((field): Condition => ({
      field,
      how: 'is',
      value: actor[field],
      used: field !== 'Image',
    })),
  ];
}

/** The scope as the service takes it; null while no condition is used. */
export function toScope(rule: string, conditions: readonly Condition[]): ExceptionScope | null {
  const used = conditions.filter(
    (condition) => condition.used && condition.field.trim() !== '' && condition.value !== '',
  );
  if (used.length === 0) return null;
  const where = Object.fromEntries(
    used.map(({ field, how, value }) => [how === 'is' ? field.trim() : `${field.trim()}|${how}`, value]),
  );
  return { rules: [rule], where };
}

/** Longest life that this person may give, in days. */
export const longestDays = (me: Me | null): number =>
  me?.may.configure === true ? ADMIN_EXCEPTION_DAYS : EDITOR_EXCEPTION_DAYS;
