// Saved filters must survive whatever the browser's store holds, and links must be read as they are meant.
import { memoryStorage } from '../testing/rows';
import {
  EMPTY_FILTER,
  OPEN_FILTER,
  STANDARD_FILTERS,
  actedSinceAt,
  readSavedFilters,
  removeFilter,
  sameFilter,
  saveFilter,
} from './queue-filter';
import { readColumns, saveColumns } from './chosen-columns';

const mine = { name: 'My servers', filter: { ...OPEN_FILTER, hosts: ['fs01'] }, group: 'host' as const };

test('a filter is kept under its name, replaced under the same name, and removed', () => {
  const storage = memoryStorage();
  saveFilter(storage, mine);
  saveFilter(storage, { ...mine, group: 'rule' });
  expect(readSavedFilters(storage)).toEqual([{ ...mine, group: 'rule' }]);
  expect(removeFilter(storage, mine.name)).toEqual([]);
  expect(readSavedFilters(storage)).toEqual([]);
});

test('a filter of an older version gets what is new since', () => {
  const storage = memoryStorage();
  const old = { name: 'Old', filter: { search: 'lsass', statuses: ['new'] }, group: 'none' };
  storage.setItem('huntboard.triage.filters', JSON.stringify([old]));
  expect(readSavedFilters(storage)[0]?.filter).toEqual({ ...EMPTY_FILTER, search: 'lsass', statuses: ['new'] });
});

test.each(['', 'no JSON', '{"name":1}', '[{"name":""}]', 'null'])('a store that holds %j counts as empty', (text) => {
  const storage = memoryStorage();
  storage.setItem('huntboard.triage.filters', text);
  storage.setItem('huntboard.triage.columns', text);
  expect(readSavedFilters(storage)).toEqual([]);
  expect(readColumns(storage, ['level', 'rule'])).toEqual(['level', 'rule']);
});

test('a full store keeps the choice until the page is left', () => {
  expect(saveFilter(memoryStorage(true), mine)).toEqual([mine]);
  expect(saveColumns(memoryStorage(true), ['rule'])).toEqual(['rule']);
});

test('chosen columns come back', () => {
  const storage = memoryStorage();
  saveColumns(storage, ['rule', 'tags']);
  expect(readColumns(storage, ['level'])).toEqual(['rule', 'tags']);
});

test('no two filters of the house are the same, and each is told from the others', () => {
  for (const one of STANDARD_FILTERS)
    expect(STANDARD_FILTERS.filter(({ filter }) => sameFilter(filter, one.filter))).toEqual([one]);
});

test('since when somebody acted: hours back, an instant, or not at all', () => {
  expect(actedSinceAt('24h', 100 * 3_600_000)).toBe(76 * 3_600_000);
  expect(actedSinceAt('1795532328000', 0)).toBe(1_795_532_328_000);
  expect(['', 'yesterday', '12', '-24h', '1e9h'].map((text) => actedSinceAt(text, 0))).toEqual([null, null, null, null, null]); // prettier-ignore
});
