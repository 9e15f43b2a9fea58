// The suite of a detection rule, in one line: it is well-formed, its hits match, its near misses do not, and its page says what to do.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { evaluate, ruleKey } from '@huntboard/sigma';
import type { DocumentHead } from '@huntboard/sigma';
import { decode } from '@huntboard/testing';
import type { Decoded } from '@huntboard/testing';
import { judgeEvents } from './judge-events.ts';
import { loadRuleSet, raisingKeys } from './load-rules.ts';
import type { LoadedRuleSet, RuleLists } from './load-rules.ts';

export interface RuleSuite {
  /** Lists for `|expand`. */
  readonly placeholders?: RuleLists;
}

const EVENTS = /^(hits|misses)(?:-\d+)?\.(?:jsonl|xml)$/;
const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TECHNIQUE = /^attack\.t\d{4}(?:\.\d{3})?$/;
/** Tactics of ATT&CK for enterprises, version 19. */
const TACTICS: ReadonlySet<string> = new Set(
  [
    'reconnaissance',
    'resource-development',
    'initial-access',
    'execution',
    'persistence',
    'privilege-escalation',
    'stealth',
    'defense-impairment',
    'credential-access',
    'discovery',
    'lateral-movement',
    'collection',
    'command-and-control',
    'exfiltration',
    'impact',
  ].map((tactic) => `attack.${tactic}`),
);
const HEADINGS = ['## Triage', '## Known evasions', '## False positives', '## References'];

/** Files of events of a rule's folder; each is a scenario of its own. */
export function ruleEventFiles(folder: string, kind: 'hits' | 'misses'): string[] {
  return readdirSync(folder)
    .filter((name) => EVENTS.exec(name)?.[1] === kind)
    .sort()
    .map((name) => join(folder, name));
}

/** The events of a file as rows; none may be refused. */
export function decodeRuleEvents(file: string): Decoded {
  const decoded = decode(readFileSync(file));
  expect(decoded.quarantined).toEqual([]);
  expect(decoded.rows.length).toBeGreaterThan(0);
  return decoded;
}

const documentsOf = ({ collection }: LoadedRuleSet): readonly DocumentHead[] => [
  ...collection.rules,
  ...collection.correlations.map(({ correlation }) => correlation),
];

/**
 * Describes a rule by its folder: `rule.yml` (Sigma; a correlation may stand in it with the rules that it refers to), `hits*` with
 * events of which each must match, and which together must satisfy the correlation; `misses*` with near misses, of which none may;
 * `README.md`. Events are as a shipper sends them (`.jsonl`, `.xml`).
 */
export function describeRule(folder: string, suite: RuleSuite = {}): void {
  const path = join(folder, 'rule.yml');
  const set = loadRuleSet([{ path: 'rule.yml', text: readFileSync(path, 'utf8') }], suite.placeholders);
  const isCorrelation = set.plans.length > 0;

  describe(`rule ${basename(dirname(folder))}/${basename(folder)}`, () => {
    test('is valid Sigma that can be run, without a warning', () => {
      expect(set.problems).toEqual([]);
      expect(raisingKeys(set)).toHaveLength(1);
    });

    test('says who wrote it, how sure it is, and which techniques it sees', () => {
      for (const document of documentsOf(set)) {
        expect(document.id).toMatch(UUID_4);
        expect(document).toMatchObject({ author: expect.any(String), license: 'Apache-2.0', taxonomy: 'sigma' });
        expect(['stable', 'test', 'experimental']).toContain(document.status);
        expect(document.level).toBeDefined();
        expect(document.date).toMatch(/^\d{4}-\d\d-\d\d$/);
        expect(document.description?.length).toBeGreaterThan(20);
        expect(document.falsepositives.length).toBeGreaterThan(0);
        expect(document.tags.filter((tag) => !TECHNIQUE.test(tag) && !TACTICS.has(tag))).toEqual([]);
        expect(document.tags.some((tag) => TECHNIQUE.test(tag))).toBe(true);
        expect(document.tags.some((tag) => TACTICS.has(tag))).toBe(true);
      }
    });

    test('has a page that helps whoever gets the alert', () => {
      const page = readFileSync(join(folder, 'README.md'), 'utf8');
      const title = documentsOf(set).find((document) => set.raises(ruleKey(document)))!.title;
      expect(page.startsWith(`# ${title}\n`)).toBe(true);
      for (const heading of HEADINGS) expect(page).toContain(`\n${heading}\n`);
      expect(page.split('\n## Triage\n')[1]!.match(/^\d+\. /gm)!.length).toBeGreaterThanOrEqual(2);
    });

    test('asks whoever gets the alert at least two questions', () => {
      const [raising] = documentsOf(set).filter((document) => set.raises(ruleKey(document)));
      expect(raising!.questions.length).toBeGreaterThanOrEqual(2);
    });

    test('has hits and near misses', () => {
      expect(existsSync(join(folder, 'hits.jsonl')) || existsSync(join(folder, 'hits.xml'))).toBe(true);
      expect(ruleEventFiles(folder, 'misses').length).toBeGreaterThan(0);
    });

    test.each(ruleEventFiles(folder, 'hits').map((file) => basename(file)))('%s: matches', (name) => {
      const { hits, findings } = judgeEvents(set, decodeRuleEvents(join(folder, name)).rows);
      if (isCorrelation) expect(raised(set, findings)).not.toEqual([]);
      else expect(hits.flatMap((keys, index) => (keys.length > 0 ? [] : [index + 1]))).toEqual([]);
    });

    test.each(ruleEventFiles(folder, 'misses').map((file) => basename(file)))('%s: does not match', (name) => {
      const { hits, findings } = judgeEvents(set, decodeRuleEvents(join(folder, name)).rows);
      if (isCorrelation) expect(raised(set, findings)).toEqual([]);
      else expect(hits.flatMap((keys, index) => (keys.length > 0 ? [index + 1] : []))).toEqual([]);
    });

    test('the compiled matcher agrees with the interpreter on all of them', () => {
      for (const kind of ['hits', 'misses'] as const)
        for (const file of ruleEventFiles(folder, kind))
          for (const row of decodeRuleEvents(file).rows) {
            const expected = set.rules.filter(({ logsource, expr }) => evaluate(logsource, row) && evaluate(expr, row));
            expect(judgeEvents(set, [row]).hits[0]).toEqual(expected.map(({ rule }) => ruleKey(rule)));
          }
    });
  });
}

/** Keys of correlations that found something and raise alerts. */
function raised(set: LoadedRuleSet, findings: readonly { readonly key: string }[]): string[] {
  return findings.map(({ key }) => key).filter((key) => set.raises(key));
}
