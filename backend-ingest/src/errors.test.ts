// An error carries what its client has to know.
import { AppError, errorKinds, type ErrorCode } from './errors.ts';

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
});
