// An answer says the number that its question turns on, and what that number means.
import { FieldType, toDataFrame } from '@grafana/data';
import type { AlertDetail } from '@huntboard/actions';
import { questionsFor } from './questions';
import { readAnswer } from './read-answer';

const hosts = (...counts: number[]) =>
  toDataFrame({
    fields: [
      { name: 'value', values: counts.map(String) },
      { name: 'hosts', values: counts },
    ],
  });
const spread = {
  model: { kind: 'rarity', limit: 20 },
  answers: [
    { of: 'rows', atMost: 0, means: 'Unknown.' },
    { of: 'hosts', atLeast: 4, means: 'A roll-out.' },
    { of: 'hosts', means: 'Look closely.' },
  ],
};

test.each([
  [[1, 12], { number: '12 hosts', means: 'A roll-out.' }],
  [[1, 3], { number: '3 hosts', means: 'Look closely.' }],
  [[], { number: '0 rows', means: 'Unknown.' }],
])('the first answer that fits is said: %j', (counts, said) => {
  expect(readAnswer(spread, [hosts(...counts)])).toMatchObject(said);
});

test('one row is a row, and an answer that reached its limit may have more', () => {
  const model = { kind: 'events', limit: 2 };
  const answers = [{ of: 'rows', atLeast: 5, means: 'Many.' }];
  expect(readAnswer({ model, answers }, [hosts(1)])).toMatchObject({ number: '1 row', means: '' });
  expect(readAnswer({ model, answers }, [hosts(1, 1)]).number).toBe('2+ rows');
});

test('a series is a row with its sum and its peak', () => {
  const series = (host: string, values: (number | null)[]) =>
    toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: values.map((_, index) => index) },
        { name: 'events', type: FieldType.number, labels: { host }, values },
      ],
    });
  const answers = [{ of: 'peak', atLeast: 20, means: 'A burst.' }];
  const reading = readAnswer({ model: { kind: 'timeseries' }, answers }, [
    series('a', [1, 25, null]),
    series('b', [2]),
  ]);
  expect(reading.rows).toMatchObject([
    { total: 26, peak: 25 },
    { total: 2, peak: 2 },
  ]);
  expect(reading).toMatchObject({ number: '25 peak', means: 'A burst.' });
});

test('the questions of the rule come first, then those for what the alert is about', () => {
  const alert = { host: 'ws-01', user: 'eve', image: 'C:\\x.exe', process: '', category: 'process', matched: {} };
  const asked = { ask: 'Where else?', model: { kind: 'values' }, missing: ['Image'], before: 1, after: 2, show: [], answers: [] }; // prettier-ignore
  const detail = { alert, questions: [asked] } as unknown as AlertDetail;
  const [first, ...others] = questionsFor(detail);
  expect(first).toMatchObject({ origin: 'rule', text: 'Where else?', model: { kind: 'values' }, missing: ['Image'] });
  expect(others.length).toBeGreaterThan(1);
  expect(others.every(({ origin, answers }) => origin === 'category' && answers[0]?.atMost === 0)).toBe(true);
  expect(new Set([first, ...others].map((one) => one?.id)).size).toBe(others.length + 1);
});
