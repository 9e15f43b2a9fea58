// docs/errors.md and the error codes of the product are the same: every code has its heading, every heading is a code.
import { migrateFailureCodes, storeErrorCodes } from '@huntboard/clickhouse';
import { embeddedStartCodes, frontCodes } from '@huntboard/embedded';
import { queryErrorCodes } from '@huntboard/query';
import { ruleProblemCodes } from '@huntboard/sigma';
import { quarantineReasons } from '@huntboard/sources';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorKinds, quarantineCodes } from '../backend-ingest/src/errors.ts';
import { healthCodes } from '../plugins/huntboard-datasource/backend/health/check-health';
import { faultCodes } from '../plugins/huntboard-datasource/backend/query/faults';

const codes: readonly string[] = [
  ...Object.keys(errorKinds),
  ...quarantineCodes,
  ...Object.keys(quarantineReasons),
  ...ruleProblemCodes,
  ...queryErrorCodes,
  ...faultCodes,
  ...healthCodes,
  ...storeErrorCodes,
  ...migrateFailureCodes,
  ...embeddedStartCodes,
];

const page = readFileSync(join(__dirname, '..', 'docs', 'errors.md'), 'utf8');

/** Heading of the third level → the paragraphs below it. */
const entries = page
  .split(/^(?=#{1,6} )/m)
  .filter((section) => section.startsWith('### '))
  .map((section) => {
    const [heading = '', ...paragraphs] = section.trim().split(/\n{2,}/);
    return { heading, paragraphs };
  });

describe('docs/errors.md', () => {
  it('has one heading for every code, and no other', () => {
    const headings = entries.map(({ heading }) => heading);
    expect(headings.toSorted()).toEqual([...new Set(codes)].map((code) => `### \`${code}\``).toSorted());
  });

  it('has the codes of rules as the source uses them', () => {
    const folders = ['packages/sigma/src', 'backend-ingest/src'].map((folder) => join(__dirname, '..', folder));
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('problem-codes.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const used = files.flatMap((text) => [...text.matchAll(/'(sigma\.[a-z_]+)'/g)].map(([, code]) => code));
    expect([...new Set(used)].toSorted()).toEqual(ruleProblemCodes.toSorted());
  });

  it.each(entries)('says what $heading means and the way out', ({ paragraphs }) => {
    expect(paragraphs).toHaveLength(2);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^\S[\s\S]*\.$/);
  });

  it('tells the status of each answer of the ingest service', () => {
    for (const [code, { status }] of Object.entries(errorKinds)) {
      const entry = entries.find(({ heading }) => heading === `### \`${code}\``);
      expect([code, entry?.paragraphs[0]]).toEqual([code, expect.stringMatching(new RegExp(`^Status ${status}\\. `))]);
    }
  });

  it('has the words of the decoder for why it refuses an event', () => {
    for (const [code, { meaning, remedy }] of Object.entries(quarantineReasons)) {
      const entry = entries.find(({ heading }) => heading === `### \`${code}\``);
      expect([code, entry?.paragraphs]).toEqual([code, [meaning, remedy]]);
    }
  });

  it('has a row for every code of ClickHouse that the embedded store raises itself, and no other', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| `([A-Z_]+)` +\| (\S.*\.) +\| (\S.*\.) +\|$/gm)];
    const told = rows.map(([, code, name]) => [name, Number(code)]);
    expect(told).toEqual(Object.entries(frontCodes));
    expect(page.match(/^\| \d/gm)).toHaveLength(rows.length);
  });
});
