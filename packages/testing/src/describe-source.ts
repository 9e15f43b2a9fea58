// The suite of an event source, in one line: its samples give their golden rows, whole, split, mutated and in company.
import { COL } from '@huntboard/schema';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cell, decode, DELIVERY, presentColumns } from './decode.ts';
import type { Decoded, DecodeSetup } from './decode.ts';
import { expectGoldenJson } from './golden.ts';

export interface SourceSuite extends DecodeSetup {
  /** The shape (or shapes) that the rows of the samples must have; the name of the folder when absent. */
  readonly shape?: string | readonly string[];
}

/**
 * Describes a source by its folder: `samples/*.json|jsonl|xml` are bodies as a sender sends them, `samples/__golden__` holds the
 * rows they give. A sample whose name begins with `refused-` must be quarantined.
 */
export function describeSource(folder: string, suite: SourceSuite = {}): void {
  const shapes = [suite.shape ?? basename(folder)].flat();
  const samples = join(folder, 'samples');
  const files = readdirSync(samples).filter((name) => /\.(json|jsonl|xml)$/.test(name));

  describe(`source ${basename(folder)}`, () => {
    test('has samples and a README', () => {
      expect(files.length).toBeGreaterThan(0);
      expect(readFileSync(join(folder, 'README.md'), 'utf8').length).toBeGreaterThan(100);
    });

    test.each(files)('%s gives its golden rows', (file) => {
      const decoded = decode(readFileSync(join(samples, file)), suite);
      expectGoldenJson(join(samples, '__golden__', `${file}.rows.json`), plain(decoded));
    });

    test.each(files)('%s is recognised as its shape, and no row is without host, time and meaning', (file) => {
      const decoded = decode(readFileSync(join(samples, file)), suite);
      if (file.startsWith('refused-')) {
        expect(decoded.rows).toEqual([]);
        expect(decoded.quarantined.length).toBeGreaterThan(0);
        return;
      }
      expect(decoded.quarantined).toEqual([]);
      for (const row of decoded.rows) {
        expect(shapes).toContain(cell(row, 'shape'));
        for (const column of ['host', 'ts', 'category', 'action', 'source', 'service'] as const)
          expect(cell(row, column)).toBeTruthy();
      }
    });

    test.each(files)('%s gives the same rows with CRLF, blank lines and as neighbour of other events', (file) => {
      const body = readFileSync(join(samples, file), 'utf8');
      const alone = decode(body, suite);
      const crlf = decode(`\r\n\r\n${body.replaceAll(/\r?\n/g, '\r\n')}\r\n\r\n`, suite);
      expect(crlf.rows.map(presentColumns)).toEqual(alone.rows.map(presentColumns));
      expect(crlf.quarantined.map(({ code }) => code)).toEqual(alone.quarantined.map(({ code }) => code));
      const neighbour = '{"unknown":"shape"}\n';
      const mixed = decode(`${neighbour}${body}\n${neighbour}`, { ...suite, delivery: DELIVERY });
      expect(mixed.rows.map(presentColumns)).toEqual(
        decode(body, { ...suite, delivery: DELIVERY }).rows.map(presentColumns),
      );
      expect(mixed.quarantined.filter(({ code }) => code === 'shape_unknown').length).toBeGreaterThanOrEqual(2);
    });

    test.each(files)('%s: raw of each row is part of the body', (file) => {
      const body = readFileSync(join(samples, file));
      for (const row of decode(body, suite).rows)
        expect(body.includes(Buffer.from(row[COL.raw] as Uint8Array))).toBe(true);
    });
  });
}

function plain(decoded: Decoded): unknown {
  return {
    rows: decoded.rows.map(presentColumns),
    quarantined: decoded.quarantined.map(({ code, detail, size }) => ({ code, detail, size })),
  };
}
