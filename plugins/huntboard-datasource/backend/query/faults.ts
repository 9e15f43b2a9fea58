// Errors of every origin -> the fault of one query: message for the asker, HTTP status, whose it is, and our code.
import {
  ArrowFormatError,
  ArrowStreamCutError,
  ArrowStreamTooLargeError,
  SeriesShapeError,
  UnsupportedArrowTypeError,
} from '@huntboard/grafana-backend';
import type { QueryFault } from '@huntboard/grafana-backend';
import { StoreError } from '@huntboard/clickhouse';
import type { QueryError } from '@huntboard/query';

/** Codes of faults beyond those of the query compiler. */
export const faultCodes = [
  'settings.invalid',
  'query.not_readonly',
  'query.no_access',
  'query.cancelled',
  'query.too_large',
  'query.series_shape',
  'query.refused',
  'store.unreachable',
  'store.auth',
  'store.timeout',
  'store.overloaded',
  'store.broke_off',
  'store.answer',
] as const;

export type FaultCode = QueryError['code'] | (typeof faultCodes)[number];

export const fault = (code: FaultCode, message: string, status: number): QueryFault => ({
  message: `${message} [${code}]`,
  status,
  source: 'downstream',
});

export const queryFault = ({ code, message }: QueryError): QueryFault => fault(code, message, 400);

const AUTH = new Set(['516', '193', '194', '192']);
const TIME = new Set(['159', '160', '209', 'TIMEOUT', 'ETIMEDOUT']);
const LOAD = new Set(['202', '203', '241', '439', '745']);
const TOO_MUCH = new Set(['158', '307', '396', '201']);
const NETWORK = /^(E[A-Z]+|ERR_.*|CERT_.*|UNABLE_.*|DEPTH_.*|SELF_SIGNED.*|UNEXPECTED_RESPONSE)$/;

const HINTS: Readonly<Record<string, string>> = {
  '407': 'A time outside 1677 to 2262 cannot be shown: cast the column, as toString(column).',
  '164': 'The data source only reads.',
  '497': 'The data source user lacks the right for this.',
  '60': 'See the tables in the editor; `huntboard migrate` creates those of Huntboard.',
};

function clickhouseFault(error: StoreError): QueryFault {
  const hint = HINTS[error.code];
  const said = error.message
    .replace(/^Code: \d+\. DB::Exception: /, '')
    // The statement it repeats is ours, with macros and parameters in: the name before it says enough.
    .replace(/ in scope (?:SELECT|WITH)\b[\s\S]*?(?=\. (?:Maybe|In scope)|\.?\s*\([A-Z_]+\)|\.$|$)/, '')
    .replace(/ In query (?:SELECT|WITH)\b[\s\S]*?(?=\.?\s*\([A-Z_]+\)|$)/, '')
    .replace(/\s*\(version [^)]*\(official build\)\)\s*$/, '');
  const message = `ClickHouse ${error.code} ${error.type}: ${said}${hint === undefined ? '' : ` ${hint}`}`;
  if (error.code === 'ABORTED' || error.code === '394')
    return fault('query.cancelled', 'The query was cancelled.', 499);
  if (AUTH.has(error.code))
    return fault('store.auth', `ClickHouse does not accept the user or password of this data source. ${message}`, 502);
  if (TIME.has(error.code))
    return fault(
      'store.timeout',
      `The query took longer than it may. Narrow the time range or raise the limit. ${message}`,
      504,
    );
  if (LOAD.has(error.code)) return fault('store.overloaded', message, 503);
  if (TOO_MUCH.has(error.code)) return fault('query.too_large', message, 400);
  if (NETWORK.test(error.code))
    return fault('store.unreachable', `ClickHouse cannot be reached: ${error.message} (${error.code}).`, 502);
  return fault('query.refused', message, 400);
}

/** ClickHouse's words at the end of an answer that broke off. */
export function exceptionIn(tail: string): { readonly code: string; readonly text: string } | undefined {
  const match = /Code: (\d+)\. DB::Exception: ([\s\S]*?)(?:\(version |\r?\n__exception__|$)/.exec(tail);
  return match?.[1] === undefined ? undefined : { code: match[1], text: (match[2] ?? '').trim() };
}

/** The fault an error means, undefined for a bug of ours (which is thrown on). */
export function toFault(error: unknown): QueryFault | undefined {
  if (error instanceof StoreError) return clickhouseFault(error);
  if (error instanceof ArrowStreamCutError) {
    const said = exceptionIn(error.tail);
    if (said === undefined)
      return fault('store.broke_off', `${error.message} Nothing is shown, because it would look whole.`, 502);
    return clickhouseFault(new StoreError(said.code, 'EXCEPTION', said.text, { retryable: false, executed: 'maybe' }));
  }
  if (error instanceof ArrowStreamTooLargeError)
    return fault(
      'query.too_large',
      `${error.message} Ask for fewer rows or columns, or raise the limit of the data source.`,
      400,
    );
  if (error instanceof SeriesShapeError) return fault('query.series_shape', error.message, 400);
  if (error instanceof UnsupportedArrowTypeError || error instanceof ArrowFormatError)
    return fault('store.answer', error.message, 502);
  return undefined;
}
