// How far the demonstration came in a data directory, so that a first start that was interrupted goes on and tells nothing twice.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const markSchema = z.object({
  /** Epoch ms that the past led up to. */
  now: z.number(),
  /** past: it is being written; playing: the company's three days are being delivered; told: all of it is there. */
  stage: z.enum(['past', 'playing', 'told']),
});
export type DemoMark = z.infer<typeof markSchema>;

const pathIn = (directory: string): string => join(directory, 'demo.json');

/** Undefined: no demonstration was begun here. */
export function readDemoMark(directory: string): DemoMark | undefined {
  try {
    return markSchema.parse(JSON.parse(readFileSync(pathIn(directory), 'utf8')));
  } catch {
    // Not there; one that is written is whole.
    return undefined;
  }
}

export function writeDemoMark(directory: string, mark: DemoMark): void {
  const path = pathIn(directory);
  writeFileSync(`${path}.part`, JSON.stringify(mark), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

export type DemoStep =
  { readonly kind: 'tell'; readonly now: number } | { readonly kind: 'leave'; readonly why: string };

/**
 * What a start does about the demonstration.
 * @param events of the store, without canaries; `recent` of them were received after the past of the mark
 */
export function nextDemoStep(
  mark: DemoMark | undefined,
  { events, recent }: { readonly events: number; readonly recent: number },
  now: number,
): DemoStep {
  if (mark?.stage === 'past' && recent === 0) return { kind: 'tell', now: mark.now };
  if (events === 0) return { kind: 'tell', now };
  const there = `${events} events are there already: the demo is not played again`;
  const interrupted = mark?.stage === 'playing';
  return { kind: 'leave', why: interrupted ? `${there} (it was interrupted: another --data has all of it)` : there };
}
