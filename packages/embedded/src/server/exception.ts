// ClickHouse exceptions as this server raises and passes them on: code, HTTP status and the text that clients parse.
import { frontCodes } from '../front-codes.ts';
import type { FrontCodeName } from '../front-codes.ts';

/** An error that a client sees as `Code: N. DB::Exception: message (NAME)`. */
export class ClickHouseException extends Error {
  readonly code: number;
  readonly codeName: string;

  constructor(code: number, codeName: string, message: string) {
    super(message);
    this.name = 'ClickHouseException';
    this.code = code;
    this.codeName = codeName;
  }

  /** The line a server writes. */
  toText(version: string): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.codeName}) (version ${version} (official build))\n`;
  }
}

/** An exception of this server itself. */
export const frontException = (name: FrontCodeName, message: string): ClickHouseException =>
  new ClickHouseException(frontCodes[name], name, message);

const ENGINE_ERROR = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)(?: \(([A-Z][A-Z0-9_]*)\))?\s*$/;

/** Reads the engine's own text; what has no code becomes UNKNOWN_EXCEPTION (1002). */
export function fromEngineText(text: string): ClickHouseException {
  let match = ENGINE_ERROR.exec(text.trim());
  if (match === null) return frontException('UNKNOWN_EXCEPTION', text.trim());
  // Some errors come wrapped in themselves: `Code: 164. DB::Exception: Code: 164. DB::Exception: ... (version ...). (READONLY)`.
  const inner = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)(?: \(([A-Z][A-Z0-9_]*)\))?(?: \(version [^)]*\))?\.?$/.exec(
    match[2] as string,
  );
  if (inner !== null && inner[1] === match[1])
    match = [inner[0], inner[1] as string, inner[2] as string, inner[3] ?? match[3]] as unknown as RegExpExecArray;
  return new ClickHouseException(Number(match[1]), match[3] ?? 'UNKNOWN_EXCEPTION', (match[2] as string).trim());
}

const BAD_REQUEST = [
  6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 408, 427, 441, 456, 457, 675,
  676,
];
const NOT_FOUND = [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511];

// As src/Server/HTTP/exceptionCodeToHTTPStatus.cpp of ClickHouse maps them; 354, 372, 373, 402 and 408 are ours to choose.
const HTTP_STATUS: Readonly<Record<number, number>> = {
  ...Object.fromEntries(BAD_REQUEST.map((code) => [code, 400])),
  ...Object.fromEntries(NOT_FOUND.map((code) => [code, 404])),
  48: 501,
  76: 503,
  89: 415,
  159: 408,
  192: 403,
  193: 403,
  194: 401,
  202: 503,
  209: 503,
  229: 413,
  271: 400,
  290: 413,
  354: 400,
  372: 404,
  373: 423,
  374: 400,
  381: 411,
  439: 503,
  497: 403,
  516: 403,
  779: 415,
};

/** The HTTP status of a ClickHouse exception code; 500 for all others. */
export function httpStatusOf(code: number): number {
  return HTTP_STATUS[code] ?? 500;
}

/** Whatever was thrown, as an exception for a client. */
export function asException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return frontException('NOT_ENOUGH_SPACE', 'No space is left on the disk of the data directory');
  }
  return fromEngineText(error instanceof Error ? error.message : String(error));
}
