// What a start does about the demonstration: told once, gone on with when its past was interrupted, never mixed with what is there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextDemoStep, readDemoMark, writeDemoMark } from './demo-mark.ts';

const none = { events: 0, recent: 0 };

test('an empty store is told the demonstration, one with events is not', () => {
  expect(nextDemoStep(undefined, none, 7)).toEqual({ kind: 'tell', now: 7 });
  expect(nextDemoStep(undefined, { events: 5, recent: 5 }, 7)).toMatchObject({ kind: 'leave' });
  expect(nextDemoStep(undefined, { events: 5, recent: 0 }, 7)).toMatchObject({ kind: 'leave' });
});

test('a past that was interrupted is told again for the same moment, whatever of it is there', () => {
  const mark = { now: 3, stage: 'past' } as const;
  expect(nextDemoStep(mark, none, 7)).toEqual({ kind: 'tell', now: 3 });
  expect(nextDemoStep(mark, { events: 900, recent: 0 }, 7)).toEqual({ kind: 'tell', now: 3 });
  expect(nextDemoStep(mark, { events: 900, recent: 1 }, 7)).toMatchObject({ kind: 'leave' });
});

test('a demonstration that was interrupted in its three days is said to be', () => {
  const step = nextDemoStep({ now: 3, stage: 'playing' }, { events: 9, recent: 9 }, 7);
  expect(step).toEqual({ kind: 'leave', why: expect.stringContaining('interrupted') as string });
  expect(nextDemoStep({ now: 3, stage: 'told' }, none, 7)).toEqual({ kind: 'tell', now: 7 });
});

test('a mark is read as it was written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-mark-'));
  try {
    expect(readDemoMark(directory)).toBeUndefined();
    writeDemoMark(directory, { now: 12, stage: 'playing' });
    expect(readDemoMark(directory)).toEqual({ now: 12, stage: 'playing' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
