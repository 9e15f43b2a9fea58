// The parser over all rules of SigmaHQ.
import { describeCorpus, readSigmaRules } from '@huntboard/testing';
import { parseRules } from './parse-rules.ts';

describeCorpus('rules of SigmaHQ', () => {
  const files = readSigmaRules();

  test('every rule becomes a document, save those that wait for a list of placeholders', () => {
    const parsed = files.map(({ path, text }) => parseRules(text, path));
    const documents = parsed.flatMap((file) => file.documents);
    const problems = parsed.flatMap((file) => file.problems);
    expect(files).toHaveLength(3780);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const unsupported = problems.filter(({ severity }) => severity === 'unsupported');
    expect([...new Set(unsupported.map(({ code }) => code))]).toEqual(['sigma.placeholder_missing']);
    expect(documents.length + unsupported.length).toBe(3780);
    expect(documents.every(({ kind }) => kind === 'rule')).toBe(true);
  });
});
