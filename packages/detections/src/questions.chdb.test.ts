// The questions of every rule of the pack are asked of the demonstration, on the real engine; an attack that is told there gets answers.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startQueryStore, type QueryStore } from '@huntboard/query/testing';
import { COL, events, NativeBlockBuilder, type Row } from '@huntboard/schema';
import { bindQuestion, fieldsOf, ruleKey, type RuleQuestion } from '@huntboard/sigma';
import { INVOICE_ALERTS, WEB_SERVER_ALERTS } from '@huntboard/simulation';
import {
  decodeRuleEvents,
  EventJudge,
  loadRuleSet,
  questionValues,
  readDemo,
  readRuleLists,
  ruleEventFiles,
} from '../testing/index.ts';
import { packPlaceholdersFile, packRulesFolder, ruleFolders } from './pack-files.ts';

const NOW = Date.parse('2026-03-14T03:20:00Z');
const BLOCK = 20_000;
/** What the panel makes of a series. */
const SERIES = ['series', 'total', 'peak'];

/** The event that a rule's questions are about. */
interface Subject {
  readonly values: Readonly<Record<string, string>>;
  readonly ts: number;
}

interface Asked {
  readonly rule: string;
  readonly questions: readonly RuleQuestion[];
}

const files = ruleFolders().map((folder) => ({
  path: relative(packRulesFolder(), folder),
  text: readFileSync(join(folder, 'rule.yml'), 'utf8'),
}));
const set = loadRuleSet(files, readRuleLists(packPlaceholdersFile()));
const { rules, correlations } = set.collection;
const raising: readonly Asked[] = [...rules, ...correlations.map(({ correlation }) => correlation)]
  .filter((document) => set.raises(ruleKey(document)))
  .map(({ position, questions }) => ({ rule: position.file, questions }));

let store: QueryStore;
/** The first event of the demonstration that each rule, or a rule below it, matched. */
const inDemo = new Map<string, Subject>();

beforeAll(async () => {
  store = await startQueryStore();
  const folderOf = new Map(rules.map((rule) => [ruleKey(rule), rule.position.file]));
  const fields = new Map(raising.map(({ rule, questions }) => [rule, fieldsOf(questions)]));
  const judge = new EventJudge(set);
  const blocks: { bytes: Uint8Array; rows: number }[] = [];
  const builder = new NativeBlockBuilder(events);
  let count = 0;
  const seal = (): void => void blocks.push({ rows: builder.rows, bytes: Uint8Array.from(builder.finish()) });
  readDemo(NOW, (row) => {
    for (const key of judge.judge(row)) {
      const rule = folderOf.get(key) ?? '';
      if (!inDemo.has(rule)) inDemo.set(rule, subjectOf(row, fields.get(rule) ?? []));
    }
    row[COL.event_id] = `00000000-0000-8000-8000-${(count++).toString(16).padStart(12, '0')}`;
    row[COL.ingested_at] = Date.now();
    row[COL.retention_days] = 3650;
    row[COL.raw] = '';
    builder.append(row);
    if (builder.rows >= BLOCK) seal();
  });
  seal();
  for (const [index, { bytes, rows }] of blocks.entries())
    await store.writer.insertNative('events', bytes, { rows, dedupToken: `demo-${index}` });
}, 300_000);
afterAll(() => store?.stop());

const subjectOf = (row: Row, fields: readonly string[]): Subject => ({
  values: questionValues(row, fields),
  ts: Number(row[COL.ts]),
});

/** The event of the rule's own hits that gives the most questions what they need. */
function inHits({ rule, questions }: Asked): Subject {
  const rows = ruleEventFiles(join(packRulesFolder(), rule), 'hits').flatMap((file) => decodeRuleEvents(file).rows);
  const subjects = rows.map((row) => subjectOf(row, fieldsOf(questions)));
  const lack = ({ values }: Subject): number => questions.filter((one) => bindQuestion(one, values).missing.length > 0).length; // prettier-ignore
  return subjects.reduce((best, one) => (lack(one) < lack(best) ? one : best));
}

test.each(raising.map((asked) => [asked.rule, asked] as const))(
  '%s: every question can be asked',
  async (rule, asked) => {
    const subject = inHits(asked);
    expect(asked.questions.length).toBeGreaterThanOrEqual(2);
    expect(new Set(asked.questions.map(({ ask }) => ask)).size).toBe(asked.questions.length);
    for (const { values, ts } of [subject, inDemo.get(rule) ?? subject]) {
      let answered = 0;
      for (const question of asked.questions) {
        const { model, missing, before, after, show, answers } = bindQuestion(question, values);
        if (values === subject.values) expect([question.ask, missing]).toEqual([question.ask, []]);
        if (missing.length > 0) continue;
        const rows = await store.ask(model, { timeRange: { from: ts - before, to: ts + after } });
        if (rows.length > 0) answered++;
        const named = [...show, ...answers.map(({ of }) => of).filter((of) => of !== 'rows')];
        const columns = model['kind'] === 'timeseries' ? SERIES : Object.keys(rows[0] ?? {});
        if (rows.length > 0) expect(named.filter((name) => !columns.includes(name))).toEqual([]);
      }
      const isTold = [...INVOICE_ALERTS, ...WEB_SERVER_ALERTS].some((alert) => alert.endsWith(` ${rule}`));
      if (isTold && values !== subject.values) expect(answered).toBeGreaterThan(0);
    }
  },
);
