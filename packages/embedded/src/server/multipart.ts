// Reads multipart/form-data as clients use it to send a query and long parameters: fields only, whole in memory.
import { frontException } from './exception.ts';
import type { ClickHouseException } from './exception.ts';

const bad = (message: string): ClickHouseException =>
  frontException('BAD_ARGUMENTS', `multipart/form-data: ${message}`);

/** The boundary of a multipart request, or undefined when the request is none. */
export function multipartBoundary(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) return undefined;
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw bad('no boundary');
  return boundary;
}

/** Fields by name, in order. Throws 48 for a part that is a file: external tables are not supported. */
export function parseMultipart(body: Buffer, boundary: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const marker = Buffer.from(`--${boundary}`);
  let at = body.indexOf(marker);
  if (at < 0) throw bad('the boundary does not occur');
  for (;;) {
    at += marker.length;
    if (body.subarray(at, at + 2).toString('latin1') === '--') return fields;
    if (body.subarray(at, at + 2).toString('latin1') !== '\r\n') throw bad('a part does not begin with a line break');
    const headersEnd = body.indexOf('\r\n\r\n', at);
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), marker]), at);
    if (headersEnd < 0 || next < 0 || headersEnd + 2 > next) throw bad('a part has no end');
    const headers = body.subarray(at + 2, headersEnd).toString('utf8');
    const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(headers)?.[1];
    const name = disposition === undefined ? undefined : /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
    if (name === undefined) throw bad('a part has no name');
    if (/;\s*filename\*?=/i.test(disposition ?? '')) {
      throw frontException(
        'NOT_IMPLEMENTED',
        `External table '${name}' in the request: external data is not supported by the embedded store, insert it into a table first`,
      );
    }
    fields.set(name, headersEnd + 4 > next ? '' : body.subarray(headersEnd + 4, next).toString('utf8'));
    at = next + 2;
  }
}
