// The lease on the real engine: one of several services acts for people, whatever their clocks say, and another takes over.
import { AppError } from '../errors.ts';
import { startMigratedStore, type MigratedStore } from '../testing/test-store.ts';
import { ControlLease } from './control-lease.ts';

let store: MigratedStore;
beforeAll(async () => {
  store = await startMigratedStore();
});
afterAll(() => store.stop());
beforeEach(() => store.store.command('TRUNCATE TABLE control_leases'));

function lease(service: string): ControlLease & { later: (ms: number) => void } {
  let now = 1000;
  const one = new ControlLease({ store: store.store, service, node: `node-${service}`, monotonic: () => now });
  return Object.assign(one, { later: (ms: number) => void (now += ms) });
}
/** As if nobody had renewed for so long. */
const age = (seconds: number): Promise<void> =>
  store.store.command(
    `INSERT INTO control_leases SELECT service, beat + 1, node, held, beat_at - toIntervalSecond(${seconds}) FROM control_leases FINAL`,
  );
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.message : error),
  );

it('is held by the first, and the second one is told by whom', async () => {
  const [a, b] = [lease('a'), lease('b')];
  expect(await b.hold()).toBe(true);
  expect(await b.hold()).toBe(false);
  expect(await refusal(a.hold())).toBe('another service of this installation acts for people: by node-b');
  expect([await a.heldBy(), await b.heldBy()]).toEqual(['node-b', undefined]);
  // Asking has not disturbed it.
  b.later(30_000);
  expect(await b.hold()).toBe(false);
});

it('goes to one at most of many who want it at once', async () => {
  const many = 'abcdef'.split('').map(lease);
  const outcomes = await Promise.all(many.map((one) => refusal(one.hold())));
  expect(outcomes.filter((outcome) => outcome === undefined).length).toBeLessThanOrEqual(1);
});

it('is taken over when it was given back, or not renewed, and its former holder has to ask again', async () => {
  const [a, b] = [lease('a'), lease('b')];
  await a.hold();
  await a.release();
  expect(await b.hold()).toBe(true);
  await age(61);
  b.later(61_000);
  expect(await a.hold()).toBe(true);
  expect(await refusal(b.hold())).toContain('by node-a');
});

it('stays with the same service when it starts anew', async () => {
  await lease('a').hold();
  expect(await lease('a').hold()).toBe(true);
});

it('ends in one hand when two had it, because the clock of the store jumped', async () => {
  const [a, b] = [lease('a'), lease('b')];
  await b.hold();
  await age(3600);
  expect(await a.hold()).toBe(true);
  b.later(30_000);
  expect(await refusal(b.hold())).toContain('by node-a');
  a.later(30_000);
  expect(await a.hold()).toBe(false);
});
