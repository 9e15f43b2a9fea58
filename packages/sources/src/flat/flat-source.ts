// What a source of flat or nested records is: it recognises them, and says what the envelope needs; its fields keep their own names.
import { COL } from '@huntboard/schema';
import type { EventColumn } from '@huntboard/schema';
import type { QuarantineCode } from '../quarantine-codes.ts';
import { identifyOsqueryProcess } from '../osquery/identify-osquery-process.ts';
import { writeOf } from '../row-writer.ts';
import { exceeds } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { NormalizerContext } from '../windows/normalize/windows-normalizer.ts';
import { flatten } from './flatten.ts';

/** What is known of a record besides its fields. */
export interface FlatEvent {
  readonly product: string;
  readonly service: string;
  readonly category: string;
  readonly action: string;
  /** Epoch ms; NaN when the record has no time. */
  readonly time: number;
  /** Machine, or account, tenant, project or organisation that the record is about. */
  readonly computer: string;
  /** Columns that the record fills besides; '' and undefined are left out. */
  readonly columns?: Partial<Readonly<Record<EventColumn, JsonValue | undefined>>>;
  /** Fields that follow from others, under the names that rules use; one that was sent is kept as sent. */
  readonly derived?: Readonly<Record<string, string | undefined>>;
}

export interface FlatSource {
  readonly shape: string;
  /** Family of the source. */
  readonly source: string;
  /** Paths whose whole JSON text is kept too. */
  readonly wholes?: ReadonlySet<string>;
  /** Top-level members that are not part of the record. */
  readonly skip?: ReadonlySet<string>;
  /** `derived`: only the derived fields are kept, because they are the record's own under the names of its sensor. */
  readonly fields?: 'derived';
  matches(event: JsonObject): boolean;
  read(event: JsonObject): FlatEvent;
}

/** Normalises a record into the row; a code when it must be refused. */
export function normalizeFlat(
  source: FlatSource,
  event: JsonObject,
  json: string,
  context: NormalizerContext,
): QuarantineCode | undefined {
  const { limits, writer } = context;
  const beyond = exceeds(event, limits.maxDepth, limits.maxFields);
  if (beyond !== undefined) return beyond;
  const facts = source.read(event);
  if (facts.time !== facts.time) return 'time_missing';
  if (facts.time < limits.minTime || facts.time > context.maxTime) return 'time_out_of_range';
  writer.reset();
  const { row } = writer;
  row[COL.ts] = facts.time;
  row[COL.source] = source.source;
  row[COL.shape] = source.shape;
  row[COL.product] = facts.product;
  row[COL.service] = facts.service;
  row[COL.category] = facts.category;
  row[COL.action] = facts.action;
  row[COL.Computer] = facts.computer;
  row[COL.host] = context.canonicalHost(facts.computer);
  const paths = source.fields === 'derived' ? new Map<string, string>() : flatten(event, source, json);
  for (const name in facts.derived) {
    const value = facts.derived[name];
    if (value !== undefined && !paths.has(name)) paths.set(name, value);
  }
  for (const [path, value] of paths) writer.ext.push(path, value);
  for (const name in facts.columns) {
    const value = facts.columns[name as EventColumn];
    if (value !== undefined && value !== null && value !== '')
      writer.put(writeOf(name as EventColumn), COL[name as EventColumn], value, name);
  }
  // As for osquery's rows, which come from the same kernel events.
  identifyOsqueryProcess(row, '', {}, context.memory);
  return undefined;
}
