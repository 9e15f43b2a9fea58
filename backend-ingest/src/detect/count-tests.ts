// How many files of recorded events stand beside each rule: what `huntboard rules test` runs.
import { findTests } from '../rules/find-tests.ts';
import type { RuleListing } from './loaded-set.ts';

/** The number of tests of a rule below some directories; what cannot be read is none. */
export function countTests(directories: readonly string[]): (rule: Pick<RuleListing, 'id' | 'file'>) => number {
  const counts = new Map<string, number>();
  for (const { subject, events } of findTests(directories, () => undefined)) {
    if ('missing' in events) continue;
    const key = subject.kind === 'file' ? `file ${subject.file}` : `id ${subject.id}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return ({ id, file }) => (counts.get(`file ${file}`) ?? 0) + (counts.get(`id ${id}`) ?? 0);
}
