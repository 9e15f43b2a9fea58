// Decodes a body and keeps what came out, as plain values that tests can compare.
import { COL, copyRow, events } from '@huntboard/schema';
import type { EventColumn, Row, RowValue } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import type { DecodeLimits, Delivery, QuarantineItem } from '@huntboard/sources';

export const NOW = Date.UTC(2026, 10, 24, 12);
export const LIMITS: DecodeLimits = {
  maxEventBytes: 1 << 20,
  maxDepth: 64,
  maxFields: 1000,
  minTime: Date.UTC(2000, 0),
  maxFutureMs: 86_400_000,
};
export const DELIVERY: Delivery = { receivedAt: NOW, input: 'http-events', origin: 'test' };

/** What differs from the defaults. */
export interface DecodeSetup {
  readonly limits?: Partial<DecodeLimits>;
  readonly osqueryTable?: (name: string) => string | undefined;
  readonly delivery?: Delivery;
}

export interface Decoded {
  readonly rows: Row[];
  readonly quarantined: QuarantineItem[];
}

/** Decodes one body with a decoder of its own. */
export function decode(body: Uint8Array | string, setup: DecodeSetup = {}): Decoded {
  return decodeAll([body], setup);
}

/** Decodes bodies one after the other with one decoder. */
export function decodeAll(bodies: readonly (Uint8Array | string)[], setup: DecodeSetup = {}): Decoded {
  const decoder = createDecoder({
    limits: { ...LIMITS, ...setup.limits },
    osqueryTable: setup.osqueryTable ?? (() => undefined),
    now: () => NOW,
  });
  const decoded: Decoded = { rows: [], quarantined: [] };
  const sink = {
    row: (row: Row) => void decoded.rows.push(copyRow(row)),
    quarantine: (item: QuarantineItem) => void decoded.quarantined.push(item),
  };
  for (const body of bodies)
    decoder.decode(typeof body === 'string' ? Buffer.from(body) : body, setup.delivery ?? DELIVERY, sink);
  return decoded;
}

/** A column of a row. */
export function cell(row: Row | undefined, column: EventColumn): RowValue | undefined {
  return row?.[COL[column]];
}

/** Value of a long-tail field; undefined when the row has none. */
export function extOf(row: Row | undefined, name: string): string | undefined {
  const ext = (row?.[COL.ext] ?? []) as string[];
  for (let i = 0; i < ext.length; i += 2) if (ext[i] === name) return ext[i + 1];
  return undefined;
}

/** What of a row is not absent, by name: times as ISO text, ext as an object, raw left out. */
export function presentColumns(row: Row): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  events.columns.forEach((column, index) => {
    const value = row[index];
    if (column.name === 'raw' || value === '' || value === 0 || value === undefined) return;
    if (column.name === 'ts') present['ts'] = new Date(value as number).toISOString();
    else if (column.name === 'ext') {
      const ext = value as string[];
      if (ext.length > 0)
        present['ext'] = Object.fromEntries(ext.flatMap((name, i) => (i % 2 === 0 ? [[name, ext[i + 1]]] : [])));
    } else if (Array.isArray(value)) {
      if (value.length > 0) present[column.name] = value;
    } else present[column.name] = typeof value === 'bigint' ? value.toString() : value;
  });
  return present;
}
