// Every Windows rule on every event of the corpus, against the hits of an independent implementation, line by line.
import { COL, type Row } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { corpusFiles, describeCorpus, readCorpus, readCorpusJson, readSigmaRules } from '@huntboard/testing';
import { truthDifferences } from '../../testing/truth-differences.ts';
import { buildCollection } from '../collection/build-collection.ts';
import { ruleKey } from '../model/rule.ts';
import { resolveRule } from '../resolve/resolve-rule.ts';
import { compileMatcher } from './matcher.ts';

/** Rules that the independent implementation cannot run (begin of the id): nothing to compare with. */
const NOT_RUN = ['589ac73f', 'a35c97c8', 'fff9d2b7', 'bae7c70b', 'f9578658'];
/** Its lists of lines stop here, its counts do not. */
const LISTED = 500;

interface Truth {
  readonly rules: Readonly<
    Record<
      string,
      { readonly matches: Readonly<Record<string, { readonly count: number; readonly lines: readonly number[] }>> }
    >
  >;
}

type Lines = Record<string, number[]>;

describeCorpus('hits on the corpus', () => {
  const { rules } = buildCollection(readSigmaRules());
  const resolved = rules
    .filter(({ logsource }) => (logsource.product ?? 'windows') === 'windows')
    .map((rule) => resolveRule(rule))
    .flatMap((result) => (result.ok ? [result.value] : []));
  const matcher = compileMatcher(resolved);
  const truth = readCorpusJson<Readonly<Record<string, Truth>>>('truth_otrf.json.gz');

  /** Rule → lines of the file that it matches, ascending. */
  function hitsOf(body: Buffer): Lines {
    const hits: Lines = {};
    let line = 1;
    let counted = 0;
    const decoder = createDecoder({
      limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 0 },
      osqueryTable: () => undefined,
      now: () => Date.now(),
    });
    decoder.decode(
      body,
      { receivedAt: Date.now(), input: 'file', origin: 'test' },
      {
        row: (row: Row) => {
          const offset = (row[COL.raw] as Uint8Array).byteOffset - body.byteOffset;
          for (; counted < offset; counted++) if (body[counted] === 10) line++;
          matcher.match(row, (rule) => (hits[ruleKey(resolved[rule]!.rule)] ??= []).push(line));
        },
        quarantine: ({ code }) => {
          throw new Error(code);
        },
      },
    );
    return hits;
  }

  let compared = 0;
  test.each(corpusFiles('otrf__'))('%s', (file) => {
    const dataset = file.replace(/^otrf__|\.jsonl\.gz$/g, '');
    const hits = hitsOf(readCorpus(file));
    const wanted = truth[dataset]!.rules;
    const differences: Record<string, { extra: number[]; missed: number[] }> = {};
    for (const id of new Set([...Object.keys(wanted), ...Object.keys(hits)])) {
      if (NOT_RUN.some((begin) => id.startsWith(begin))) continue;
      // One rule on two sources of the same event is listed once for each.
      const lists = Object.values(wanted[id]?.matches ?? {});
      const lines = new Set(lists.flatMap((list) => list.lines));
      const got = hits[id] ?? [];
      compared += lists.length;
      const capped = lists.some(({ count }) => count > LISTED);
      const extra = capped ? [] : got.filter((line) => !lines.has(line));
      const missed = [...lines].filter((line) => !got.includes(line));
      if (capped) expect(got).toHaveLength(lists.reduce((sum, { count }) => sum + count, 0));
      if (extra.length + missed.length > 0) differences[id] = { extra, missed };
    }
    const explained = Object.fromEntries(
      Object.entries(truthDifferences).flatMap(([id, { extra }]) =>
        extra[dataset] === undefined ? [] : [[id, { extra: extra[dataset], missed: [] }]],
      ),
    );
    expect(differences).toEqual(explained);
  });

  test('every entry of the independent implementation was compared', () => {
    expect(compared).toBe(618);
  });
});
