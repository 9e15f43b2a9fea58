// What a decoder remembers of processes: who had an id at a time, also after it was used again.
import { ProcessMemory } from './process-memory.ts';

const HOST = 'web1';
const told = (guid: string, start: number, kind: 'native' | 'synth' = 'synth') =>
  ({ guid, kind, parentGuid: '', image: guid, start }) as const;

let memory: ProcessMemory;
beforeEach(() => {
  memory = new ProcessMemory();
});
const at = (time: number): string | undefined => memory.find(HOST, 7, time)?.guid;

test('an event that comes late belongs to who had the id when it happened', () => {
  memory.started(HOST, 7, told('first', 100_000));
  memory.started(HOST, 7, told('second', 200_000));
  expect([at(94_000), at(100_000), at(150_000), at(199_999), at(200_000), at(900_000)]).toEqual([undefined, 'first', 'first', 'first', 'second', 'second']); // prettier-ignore
});

test('nobody had it between the end of one and the start of the next, but for what clocks differ', () => {
  memory.started(HOST, 7, told('first', 100_000));
  memory.ended(HOST, 7, 110_000);
  memory.started(HOST, 7, told('second', 200_000));
  expect([at(115_000), at(115_001), at(194_999), at(195_000)]).toEqual(['first', undefined, undefined, 'second']);
});

test('an end that comes late ends who had the id, and not who has it now', () => {
  memory.started(HOST, 7, told('first', 100_000));
  memory.started(HOST, 7, told('second', 200_000));
  memory.ended(HOST, 7, 110_000);
  expect([at(150_000), at(900_000)]).toEqual([undefined, 'second']);
  memory.ended(HOST, 7, 210_000);
  expect(at(900_000)).toBeUndefined();
});

test('a second sensor that tells of the same start takes the place of the first, which was no process before it', () => {
  memory.started(HOST, 7, told('log', 100_020));
  memory.started(HOST, 7, told('own', 100_000, 'native'));
  expect(memory.lastOf(HOST, 7).map(({ guid }) => guid)).toEqual(['own']);
  memory.started(HOST, 7, told('own-2', 300_000, 'native'));
  memory.started(HOST, 7, told('log-2', 300_010));
  expect(memory.lastOf(HOST, 7).map(({ guid }) => guid)).toEqual(['log-2', 'own']);
});

test('no more than two are remembered of one id', () => {
  for (let n = 1; n <= 5; n++) memory.started(HOST, 7, told(`p${n}`, n * 100_000));
  expect(memory.lastOf(HOST, 7).map(({ guid }) => guid)).toEqual(['p5', 'p4']);
  expect(at(300_000)).toBeUndefined();
});
