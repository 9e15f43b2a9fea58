// Log lines hold to the host's form whatever is logged.
import fc from 'fast-check';
import { parseLogLine } from '../testing/index';
import { createLogger, logTimestamp } from './logger';

describe('createLogger', () => {
  it('writes one line of at most 64 KB with string head and six fractional digits, whatever the fields', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.anything()), (message, fields) => {
        const lines: string[] = [];
        createLogger((line) => lines.push(line), { plugin: 'p' }).warn(message, fields);
        const [line = ''] = lines;
        expect(line.endsWith('\n')).toBe(true);
        expect(line.trimEnd()).not.toContain('\n');
        const { entry, violation } = parseLogLine(line.slice(0, -1));
        expect(violation).toBeUndefined();
        expect(entry).toMatchObject({ level: 'warn', message });
      }),
      { numRuns: 500 },
    );
  });

  it('shortens huge values and does not let fields replace level, message or time', () => {
    const lines: string[] = [];
    createLogger(
      (line) => lines.push(line),
      {},
      () => 0,
    ).error('m', { big: 'x'.repeat(1_000_000), '@level': 5, '@timestamp': 7 });
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThan(64 * 1024);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      '@level': 'error',
      '@timestamp': '1970-01-01T00:00:00.000000Z',
    });
    expect(logTimestamp(1_700_000_000_123)).toBe('2023-11-14T22:13:20.123000Z');
  });
});
