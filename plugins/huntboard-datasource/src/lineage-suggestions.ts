// Processes and alerts that a lineage can be drawn around, as an editor offers them.
import { dateTimeFormat } from '@grafana/data';
import type { TimeRange } from '@grafana/data';
import type { ComboboxOption } from '@grafana/ui';
import type { HuntboardDataSource } from './datasource';
import { findRows } from './find-rows';
import type { FoundRow } from './find-rows';
import { emptyModel } from './huntboard-query';
import type { QueryModel } from './query-models';

const OFFERED = 50;
const NIL = '00000000-0000-0000-0000-000000000000';

interface Wanted {
  readonly hosts: readonly string[];
  readonly typed: string;
  readonly range: TimeRange | undefined;
}

const text = (row: FoundRow, name: string): string => String(row[name] ?? '');
const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');
const when = (row: FoundRow): string => dateTimeFormat(Number(row['ts']));

/** Each id once, as the first row that has it tells it. */
function offer(
  rows: readonly FoundRow[],
  id: string,
  words: (row: FoundRow) => Pick<ComboboxOption, 'label' | 'description'>,
): ComboboxOption[] {
  const found = new Map<string, ComboboxOption>();
  for (const row of rows) {
    const value = text(row, id);
    if (value !== '' && value !== NIL && !found.has(value)) found.set(value, { value, ...words(row) });
  }
  return [...found.values()];
}

/** Processes that started in the range, the newest first, by any text of their start: program, command line. */
export async function findProcesses(
  datasource: HuntboardDataSource,
  { hosts, typed, range }: Wanted,
): Promise<readonly ComboboxOption[]> {
  const model = {
    ...emptyModel('events'),
    categories: ['process'],
    hosts,
    search: typed,
    columns: ['ts', 'host', 'Image', 'CommandLine', 'proc_guid'],
    limit: OFFERED,
  } as QueryModel;
  return offer(await findRows(datasource, model, range), 'proc_guid', (row) => ({
    label: [baseName(text(row, 'Image')), text(row, 'host'), when(row)].join(' · '),
    description: text(row, 'CommandLine'),
  }));
}

/** Alerts of the range by their title, the newest first. */
export async function findAlerts(
  datasource: HuntboardDataSource,
  { hosts, typed, range }: Wanted,
): Promise<readonly ComboboxOption[]> {
  const filters = typed === '' ? [] : [{ field: 'rule_title', operator: 'contains', value: typed }];
  const model = { ...emptyModel('alerts'), hosts, filters, limit: OFFERED } as QueryModel;
  return offer(await findRows(datasource, model, range), 'alert_id', (row) => ({
    label: [text(row, 'rule_title'), text(row, 'level'), text(row, 'host'), when(row)].join(' · '),
    description: text(row, 'summary'),
  }));
}
