// Ids are valid UUIDv7, ordered by receipt, and never the same for different events.
import fc from 'fast-check';
import { eventId, eventIdPrefix, MAX_INDEX } from './event-id.ts';

const event = fc.record({
  at: fc.integer({ min: 0, max: 4e12 }),
  queue: fc.stringMatching(/^[0-9a-f]{12}$/),
  sequence: fc.integer({ min: 1, max: 2 ** 38 - 1 }),
  index: fc.integer({ min: 0, max: MAX_INDEX }),
});
const idOf = ({ at, queue, sequence, index }: { at: number; queue: string; sequence: number; index: number }): string =>
  eventId(eventIdPrefix(at, queue, sequence), index);

describe('eventId', () => {
  it('is a UUID of version 7 and variant 1 that begins with the time of receipt', () => {
    fc.assert(
      fc.property(event, (one) => {
        const id = idOf(one);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(one.at);
      }),
    );
  });

  it('differs between events of one queue', () => {
    fc.assert(
      fc.property(event, event, (one, two) => {
        const [a, b] = [idOf(one), idOf({ ...two, queue: one.queue, at: one.at })];
        expect(a === b).toBe(one.sequence === two.sequence && one.index === two.index);
      }),
    );
  });
});
