// 100,000 damaged samples: each ends as rows or in quarantine, whole in its bytes, and nothing is thrown.
import type { Row } from '@huntboard/schema';
import { DELIVERY, LIMITS, NOW } from '@huntboard/testing';
import { faultOf } from '../testing/check-row.ts';
import { createRandom, mutate } from '../testing/mutate.ts';
import { allSamples } from '../testing/samples.ts';
import { frameBody } from './framing/frame-body.ts';
import { createDecoder } from './index.ts';
import type { QuarantineItem } from './index.ts';

const MUTATIONS = 100_000;
const SEED = 20_261_124;
const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;
/** What may stand between events: blanks, list punctuation, the record separator, a byte order mark, XML around events. */
const isPunctuation = (byte: number): boolean =>
  isBlank(byte) || byte === 44 || byte === 91 || byte === 93 || byte === 0x1e;

/** Number of frames; throws when a byte that says something is in no frame or in two. */
function countFrames(body: Buffer): number {
  let frames = 0;
  let at = 0;
  const take = (start: number, end: number): void => {
    frames++;
    if (start < at || end < start) throw new Error(`frame ${start}-${end} overlaps what ends at ${at}`);
    checkGap(body, at, start);
    at = end;
  };
  frameBody(body, LIMITS.maxEventBytes, {
    object: (start, end) => take(start, end),
    xml: (start, end) => take(start, end),
    refused: (_code, _detail, start, end) => take(start, end),
  });
  checkGap(body, at, body.length);
  return frames;
}

function checkGap(body: Buffer, start: number, end: number): void {
  const markup = body
    .toString('latin1', start, end)
    .replaceAll(/<\?xml[^]*?\?>|<!--[^]*?-->|<\/?Events(?: [^>]*)?>|^\xef\xbb\xbf/g, '');
  for (let i = 0; i < markup.length; i++)
    if (!isPunctuation(markup.charCodeAt(i)))
      throw new Error(`byte ${start} to ${end} of ${JSON.stringify(body.toString())} is in no frame`);
}

test('every mutated sample ends as rows or in quarantine, byte for byte, and no row is malformed', () => {
  const samples = allSamples();
  const random = createRandom(SEED);
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: () => undefined, now: () => NOW });
  const codes = new Map<string, number>();
  let outputs = 0;
  let rows = 0;
  let body: Buffer = Buffer.alloc(0);
  const sink = {
    row: (row: Row) => {
      outputs++;
      rows++;
      const fault = faultOf(row);
      if (fault !== undefined) throw new Error(`${fault} in ${JSON.stringify(body.toString())}`);
    },
    quarantine: (item: QuarantineItem) => {
      outputs++;
      codes.set(item.code, (codes.get(item.code) ?? 0) + 1);
      if (item.code === 'decode_failed') throw new Error(`${item.detail} in ${JSON.stringify(body.toString())}`);
      if (item.size === 0 || item.bytes.length === 0)
        throw new Error(`nothing in quarantine of ${JSON.stringify(body.toString())}`);
    },
  };
  for (let i = 0; i < MUTATIONS; i++) {
    body = mutate(samples[random(samples.length)]!, random);
    const frames = countFrames(body);
    outputs = 0;
    decoder.decode(body, DELIVERY, sink);
    if (outputs < frames)
      throw new Error(`${frames} frames gave ${outputs} outputs: ${JSON.stringify(body.toString())}`);
  }
  expect(rows).toBeGreaterThan(MUTATIONS / 20);
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining([
      'json_invalid',
      'xml_invalid',
      'not_an_object',
      'utf8_invalid',
      'shape_unknown',
      'time_missing',
    ]),
  );
});
