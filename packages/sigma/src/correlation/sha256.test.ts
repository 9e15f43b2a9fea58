// The digest against Node's own.
import { createHash } from 'node:crypto';
import { sha256 } from './sha256.ts';
import { findingId } from './finding.ts';

describe('sha256', () => {
  it('is what the standard says, at every length around the block size', () => {
    for (let length = 0; length < 260; length++) {
      const text = 'aä€'.repeat(length).slice(0, length);
      expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }
  });

  it('gives findings well-formed ids that differ with group and time', () => {
    const ids = [
      findingId('r', ['a'], 1),
      findingId('r', ['a'], 2),
      findingId('r', ['b'], 1),
      findingId('s', ['a'], 1),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(findingId('r', ['a'], 1)).toBe(ids[0]);
  });
});
