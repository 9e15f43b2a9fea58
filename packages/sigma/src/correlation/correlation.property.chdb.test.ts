// Random correlations over random events: stream, SQL and reference agree, in whatever order events come and however time is cut.
import { correlationRuns } from '@huntboard/testing';
import fc from 'fast-check';
import { startCorrelationStore } from '../../testing/correlation/correlation-store.ts';
import type { CorrelationStore } from '../../testing/correlation/correlation-store.ts';
import { hitsOf, planOf, SECOND, sorted, streamFindings } from '../../testing/correlation/plans.ts';
import { randomCorrelation, randomEvents } from '../../testing/correlation/random-correlations.ts';
import { referenceFindings } from '../../testing/correlation/reference.ts';
import { CorrelationState } from './correlation-state.ts';
import type { CorrelationFinding } from './finding.ts';
import type { CorrelationHit } from './hit.ts';
import type { CorrelationPlan } from './plan.ts';

let store: CorrelationStore;

beforeAll(async () => {
  store = await startCorrelationStore();
});

afterAll(() => store?.stop());

describe('correlations', () => {
  it('give the same findings on the stream, as SQL and by the reference', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        fc.array(randomCorrelation, { minLength: 6, maxLength: 6 }),
        fc.nat(80),
        fc.nat(60),
        async ({ rows }, texts, begin, length) => {
          await store.load(rows);
          const earliest = Math.min(...rows.map((row) => row[0] as number));
          const from = earliest + begin * SECOND;
          const to = from + length * SECOND;
          for (const plan of texts.map((text) => planOf(text))) {
            const hits = hitsOf(plan, rows);
            const expected = sorted(referenceFindings(plan, hits));
            expect(sorted(await store.findings(plan))).toEqual(expected);
            expect(streamFindings(plan, rows)).toEqual(expected);
            const until = referenceFindings(
              plan,
              hits.filter(({ ts }) => ts <= to),
            );
            const slice = sorted(until.filter(({ last }) => last >= from));
            expect(sorted(await store.findings(plan, { from, to, inner: 'rule_ids' }))).toEqual(slice);
          }
        },
      ),
      { numRuns: correlationRuns, endOnFailure: true },
    );
    // A nightly run has many times as much to do.
  }, 3_600_000);

  it('do not depend on the order of arrival within the lateness, nor on restarts', () => {
    fc.assert(
      fc.property(
        randomEvents,
        randomCorrelation,
        fc.array(fc.nat(5 * SECOND), { minLength: 70, maxLength: 70 }),
        fc.constantFrom(1, 7, 20),
        ({ rows }, text, delays, every) => {
          const plan = planOf(text);
          const hits = hitsOf(plan, rows);
          const expected = sorted(referenceFindings(plan, hits));
          const arriving = hits
            .map((hit, i) => ({ hit, arrival: hit.ts + delays[i % delays.length]! }))
            .sort((a, b) => a.arrival - b.arrival)
            .map(({ hit }) => hit);
          expect(withRestarts(plan, arriving, every)).toEqual(expected);
        },
      ),
      { numRuns: 60 * correlationRuns },
    );
  });
});

/** The latest state of every finding, from a stream that is stopped and restored after every so many hits. */
function withRestarts(plan: CorrelationPlan, hits: readonly CorrelationHit[], every: number): CorrelationFinding[] {
  const options = { lateness: 5 * SECOND };
  let state = new CorrelationState(plan, options);
  const findings = new Map<string, CorrelationFinding>();
  const take = (): void => {
    for (const finding of state.take()) findings.set(finding.id, finding);
  };
  hits.forEach((hit, i) => {
    state.add(hit);
    if (i % every !== 0) return;
    if (i % 2 === 0) take();
    state = CorrelationState.restore(plan, JSON.parse(JSON.stringify(state.toSnapshot())), options);
  });
  state.end();
  take();
  expect(state.overflow).toEqual({ late: 0, groups: 0, occurrences: 0 });
  return sorted([...findings.values()]);
}
