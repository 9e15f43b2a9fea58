// Every error that a client can see is told in docs/errors.md.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, errorKinds, quarantineCodes, type ErrorCode } from './errors.ts';

describe('errors', () => {
  it('carry their status, and say whether to come again', () => {
    const error = new AppError('busy', 'http-events', { retryAfter: 1, detail: 'at the moment' });
    expect(error).toMatchObject({ status: 429, retryable: true, retryAfter: 1, source: 'http-events' });
    expect(error.message).toContain('at the moment');
    for (const code of Object.keys(errorKinds) as ErrorCode[]) {
      const { status, retryable } = errorKinds[code];
      if (status === 429 || status === 503) expect(retryable).toBe(true);
    }
  });

  it('have a heading each in docs/errors.md', () => {
    const path = join(dirname(require.resolve('@huntboard/backend-ingest/package.json')), '..', 'docs', 'errors.md');
    const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const headings = new Set([...page.matchAll(/^#+ `?([a-z_]+)`?$/gm)].map((match) => match[1]));
    expect([...Object.keys(errorKinds), ...quarantineCodes].filter((code) => !headings.has(code))).toEqual([]);
  });
});
