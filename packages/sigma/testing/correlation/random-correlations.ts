// Random correlations of every type, and random events that come close to firing them.
import type { Row } from '@huntboard/schema';
import fc from 'fast-check';
import { eventOf, SECOND, START } from './plans.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'delta'];
const TIMESPAN = 10;

/** Times cluster, so that windows fill; some lie exactly a timespan apart, or a millisecond off. */
const time = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 2, 3, 7), fc.integer({ min: 0, max: 12 }), fc.constantFrom(0, 0, 0, 1, 999))
  .map(([window, second, millisecond]) => (window * TIMESPAN + second) * SECOND + millisecond);

interface Event {
  readonly time: number;
  readonly rules: readonly string[];
  readonly user: string;
  readonly computer: string;
  readonly amount: string | undefined;
  readonly other: string | undefined;
}

const event: fc.Arbitrary<Event> = fc.record({
  time,
  rules: fc.subarray(NAMES, { minLength: 1, maxLength: 2 }),
  user: fc.constantFrom('eve', 'eve', 'EVE', 'bob', ''),
  computer: fc.constantFrom('ws1', 'ws1', 'WS2', ''),
  amount: fc.constantFrom('1', '2', '2.5', '10', '-3', '1e2', '0.000001', '9007199254740993', 'many', '', undefined),
  other: fc.constantFrom('eve', 'bob', 'Bob', undefined),
});

export interface RandomEvents {
  /** In the order of arrival. */
  readonly rows: readonly Row[];
}

/** The days of findings end at midnight: half of the sets lie across it. */
const base = fc.constantFrom(START, Date.UTC(2026, 10, 16) - 15 * SECOND);

export const randomEvents: fc.Arbitrary<RandomEvents> = fc
  .tuple(base, fc.array(event, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(59), { maxLength: 3 }))
  .map(([start, events, repeated]) => {
    const rows = events.map((each) => {
      const ext = [
        ...(each.amount === undefined ? [] : ['Amount', each.amount]),
        ...(each.other === undefined ? [] : ['OtherUser', each.other]),
      ];
      const columns = { TargetUserName: each.user, Computer: each.computer, host: each.computer.toLowerCase() };
      return eventOf(start + each.time, each.rules, columns, ext);
    });
    // What is delivered twice counts once.
    return { rows: [...rows, ...repeated.flatMap((i) => (rows[i] === undefined ? [] : [rows[i]]))] };
  });

const count = fc.constantFrom(1, 2, 3, 4);
const bounds = fc.oneof(
  { weight: 4, arbitrary: count.map((n) => `{ gte: ${n} }`) },
  count.map((n) => `{ gt: ${n} }`),
  count.map((n) => `{ lt: ${n} }`),
  count.map((n) => `{ lte: ${n} }`),
  count.map((n) => `{ eq: ${n} }`),
  count.map((n) => `{ neq: ${n} }`),
  count.map((n) => `{ gte: ${n}, lt: ${n + 2} }`),
);
const amounts = fc
  .tuple(
    fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'neq'),
    fc.constantFrom('1', '2', '2.5', '12.5', '5', '-3', '100'),
  )
  .map(([operator, value]) => `{ field: Amount, ${operator}: ${value} }`);
const withField = (field: string, condition: string): string => condition.replace('{', `{ field: ${field},`);

const condition = (type: string, rules: readonly string[]): fc.Arbitrary<string | undefined> => {
  switch (type) {
    case 'event_count':
      return bounds;
    case 'value_count':
      return fc
        .tuple(fc.constantFrom('OtherUser', 'TargetUserName', 'Amount', 'Computer'), bounds)
        .map(([field, text]) => withField(field, text));
    case 'value_sum':
    case 'value_avg':
      return amounts;
    case 'value_percentile':
      return fc.oneof(
        fc
          .tuple(amounts, fc.constantFrom(0, 1, 25, 50, 90, 99.9, 100))
          .map(([text, percentile]) => text.replace('{', `{ percentile: ${percentile},`)),
        fc
          .tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'neq'), fc.constantFrom(1, 25, 33.4, 50, 100))
          .map(([operator, share]) => `{ field: OtherUser, ${operator}: ${share} }`),
      );
    case 'temporal': {
      const [a = 'alpha', b = a, c = b] = rules;
      return fc.oneof(
        fc.constant(undefined),
        bounds,
        fc.constantFrom(
          `${a} and not ${b}`,
          `${a} or ${b}`,
          `(${a} or ${b}) and ${c}`,
          `not ${a}`,
          `${a} and ${b} and not ${c}`,
        ),
      );
    }
    default:
      return fc.constant(undefined);
  }
};

const TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
];

function correlation(name: string, members: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  const groups = fc.constantFrom('[]', '[TargetUserName]', '[TargetUserName, Computer]', '[who]', '[OtherUser]');
  return fc
    .tuple(fc.constantFrom(...TYPES), members, groups, fc.constantFrom(1, 10, 10, 25))
    .chain(([type, rules, groupBy, timespan]) =>
      condition(type, rules).map((text) =>
        [
          `title: ${name}`,
          `name: ${name}`,
          'correlation:',
          `  type: ${type}`,
          `  rules: [${rules.join(', ')}]`,
          `  group-by: ${groupBy}`,
          `  timespan: ${timespan}s`,
          ...(text === undefined ? [] : [`  condition: ${text}`]),
          '  aliases:',
          '    who:',
          ...rules.map((rule) => `      ${rule}: ${rule === 'beta' ? 'OtherUser' : 'TargetUserName'}`),
        ].join('\n'),
      ),
    );
}

const names = fc.shuffledSubarray(NAMES, { minLength: 1, maxLength: 3 });

/** YAML of a correlation over rules, or over correlations and rules; the outermost comes first. */
export const randomCorrelation: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: correlation('outer', names) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        correlation(
          'outer',
          fc
            .shuffledSubarray(['inner', ...NAMES], { minLength: 1, maxLength: 3 })
            .map((of) => [...new Set(['inner', ...of])]),
        ),
        correlation('inner', names),
      )
      .map((texts) => texts.join('\n---\n')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        correlation('outer', fc.constantFrom(['inner', 'alpha'], ['inner', 'second'], ['second', 'inner', 'beta'])),
        correlation('inner', fc.constantFrom(['second'], ['alpha', 'second'])),
        correlation('second', names),
      )
      .map((texts) => texts.join('\n---\n')),
  },
);
