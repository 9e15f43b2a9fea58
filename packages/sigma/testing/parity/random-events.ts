// Random events, as rows of the hot path.
import { COL, events, newEventRow } from '@huntboard/schema';
import type { EventColumn, Row, RowValue } from '@huntboard/schema';
import fc from 'fast-check';
import { ADDRESSES, EXT_KEYS, GUIDS, HASHES, NUMBER_TEXTS, text, TIMES } from './vocabulary.ts';

const DAY = 86_400_000;
/** Newer than what retention drops, and in few partitions. */
const NEWEST = Date.UTC(2026, 10, 20);

const addressText = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ADDRESSES) }, { weight: 1, arbitrary: text });
const ports = fc.constantFrom(0, 1, 5, 443, 1000, 4688, 65535);

/** Columns that rules ask about, with what may stand in them. */
export const COLUMN_VALUES: Readonly<Partial<Record<EventColumn, fc.Arbitrary<RowValue>>>> = {
  Image: text,
  CommandLine: text,
  ParentImage: text,
  User: text,
  QueryName: fc.oneof(text, fc.constantFrom(...NUMBER_TEXTS)),
  QueryResults: fc.oneof(text, fc.constantFrom(...NUMBER_TEXTS)),
  Details: fc.oneof(text, fc.constantFrom(...TIMES)),
  Status: fc.constantFrom(...NUMBER_TEXTS, ...TIMES),
  SourceIp: addressText,
  DestinationIp: addressText,
  Hashes: fc.oneof(fc.constantFrom(...HASHES), text),
  EventID: fc.constantFrom(0, 1, 5, 10, 4688, 4_294_967_295),
  ProcessId: fc.constantFrom(0, 1, 16, 1000, 4688),
  DestinationPort: ports,
  LogonType: fc.constantFrom(0, 1, 5, 16, 255),
  record_id: fc.constantFrom(0, 1, 4688, 9007199254740991, 9007199254740993n, 18446744073709551615n),
  proc_guid: fc.constantFrom('', ...GUIDS),
  category: fc.constantFrom('', 'process', 'network'),
};

export const RANDOM_COLUMNS = Object.keys(COLUMN_VALUES) as EventColumn[];

const isBlankable = new Map(events.columns.map((column) => [column.name, column.type]));

const cells = RANDOM_COLUMNS.map((column) =>
  fc.record({
    column: fc.constant(column),
    value: COLUMN_VALUES[column]!,
    state: fc.constantFrom('set', 'set', 'set', 'absent', 'blank'),
  }),
);

const ext = fc.uniqueArray(fc.tuple(fc.constantFrom(...EXT_KEYS), fc.oneof(fc.constant(''), text)), {
  maxLength: 4,
  selector: ([key]) => key,
});

export const randomEvent: fc.Arbitrary<Row> = fc
  .tuple(fc.tuple(...cells), ext, fc.nat(60 * DAY))
  .map(([columns, tail, age]) => {
    const row = newEventRow();
    row[COL.ts] = NEWEST - age;
    const blank = row[COL.blank_fields] as string[];
    for (const { column, value, state } of columns) {
      if (state === 'set') row[COL[column]] = value;
      else if (state === 'blank' && isBlankable.has(column)) blank.push(column);
    }
    row[COL.ext] = tail.flat();
    return row;
  });
