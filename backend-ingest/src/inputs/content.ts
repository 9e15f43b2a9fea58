// What a request says about its body: media type and encoding, checked before a byte of it is read.
import { AppError } from '../errors.ts';
import { supportedEncodings } from '../pipeline/decompress.ts';

/** The shape of a body is recognised by its bytes; the type only has to be one that can hold events. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  '',
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json-seq',
  'application/octet-stream',
  'application/gzip',
  'application/x-gzip',
  'application/xml',
  'text/xml',
  'text/plain',
]);

/** Throws media_type_not_supported. */
export function checkMediaType(header: string | undefined, source: string): void {
  const type = (header ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (!MEDIA_TYPES.has(type)) throw new AppError('media_type_not_supported', source, { detail: type.slice(0, 100) });
}

/** The encoding of the body; throws encoding_not_supported, which names those that are. */
export function contentEncoding(header: string | undefined, source: string): string {
  const encoding = (header ?? 'identity').trim().toLowerCase() || 'identity';
  if (supportedEncodings.includes(encoding)) return encoding === 'x-gzip' ? 'gzip' : encoding;
  const detail = `${encoding.slice(0, 100)}; supported: ${supportedEncodings.join(', ')}`;
  throw new AppError('encoding_not_supported', source, { detail });
}
