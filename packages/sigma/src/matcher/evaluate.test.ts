// What each kind of expression means, on rows made by hand.
import { COL, newEventRow } from '@huntboard/schema';
import type { EventColumn, Row, RowValue } from '@huntboard/schema';
import type { FieldRef } from '../event/field-access.ts';
import { readField } from '../event/read-field.ts';
import type { Expr } from '../model/expr.ts';
import { ANY_ONE, ANY_RUN } from '../model/pattern.ts';
import type { Pattern } from '../model/pattern.ts';
import { evaluate } from './evaluate.ts';
import { parseAddress } from './parse-address.ts';
import { readDatePart } from './read-date-part.ts';

const column = (name: EventColumn): FieldRef => ({ name, access: [{ kind: 'column', column: name }] });
const ext = (key: string): FieldRef => ({ name: key, access: [{ kind: 'ext', key }] });
const Image = column('Image');

function rowOf(values: Partial<Record<EventColumn, RowValue>>): Row {
  const row = newEventRow();
  for (const [name, value] of Object.entries(values)) row[COL[name as EventColumn]] = value;
  return row;
}

function text(field: FieldRef, pattern: Pattern, cased = false): Expr<FieldRef> {
  return { kind: 'text', field, pattern, cased };
}

describe('reading a field', () => {
  test('a column that is absent is missing, unless the event says it was sent empty', () => {
    const row = rowOf({ blank_fields: ['Image', 'SourcePort'] });
    expect(readField(row, Image)).toBe('');
    expect(readField(row, column('SourcePort'))).toBe('0');
    expect(readField(row, column('CommandLine'))).toBeUndefined();
    expect(readField(row, column('DestinationPort'))).toBeUndefined();
  });

  test('numbers are decimal, times whole milliseconds', () => {
    const row = rowOf({ EventID: 4688, record_id: 2n ** 63n, ts: 1_700_000_000_000.75 });
    expect(readField(row, column('EventID'))).toBe('4688');
    expect(readField(row, column('record_id'))).toBe('9223372036854775808');
    expect(readField(row, column('ts'))).toBe('1700000000000');
  });

  test('the first place that is not missing gives the value, of the long tail the first entry', () => {
    const field: FieldRef = {
      name: 'ImagePath',
      access: [
        { kind: 'column', column: 'ServiceFileName' },
        { kind: 'ext', key: 'ImagePath' },
      ],
    };
    const row = rowOf({ ext: ['A', 'x', 'ImagePath', '', 'ImagePath', 'second'] });
    expect(readField(row, field)).toBe('');
    row[COL.ServiceFileName] = 'a.exe';
    expect(readField(row, field)).toBe('a.exe');
    expect(readField(row, ext('imagepath'))).toBeUndefined();
  });

  test('a hash is cut out of Hashes in lower case', () => {
    const row = rowOf({ Hashes: 'SHA1=AB12,MD5=CD34,IMPHASH=00' });
    const hash = (algorithm: 'SHA1' | 'MD5' | 'SHA256'): string | undefined =>
      readField(row, { name: algorithm, access: [{ kind: 'hash', algorithm }] });
    expect([hash('SHA1'), hash('MD5'), hash('SHA256')]).toEqual(['ab12', 'cd34', undefined]);
  });
});

describe('text', () => {
  const fits = (value: string, pattern: Pattern, cased = false): boolean =>
    evaluate(text(Image, pattern, cased), rowOf({ Image: value }));

  test('the pattern covers the whole value, case does not count unless it must', () => {
    expect(fits('C:\\A.EXE', [ANY_RUN, '\\a.exe'])).toBe(true);
    expect(fits('C:\\A.EXE', [ANY_RUN, '\\a.exe'], true)).toBe(false);
    expect(fits('abc', ['ab'])).toBe(false);
    expect(fits('ÄÖ', ['äö'])).toBe(true);
  });

  test('* is any run, line breaks too; ? is one code point', () => {
    expect(fits('a\nb', ['a', ANY_RUN, 'b'])).toBe(true);
    expect(fits('a😀b', ['a', ANY_ONE, 'b'])).toBe(true);
    expect(fits('a😀b', ['a', ANY_ONE, ANY_ONE, 'b'])).toBe(false);
    expect(fits('xx-abcabd-yy', [ANY_RUN, 'ab', ANY_ONE, '-', ANY_RUN])).toBe(true);
    expect(fits('aba', ['ab', ANY_RUN, 'ba'])).toBe(false);
  });

  test('a missing field fits nothing, an empty one the empty text', () => {
    const blank = rowOf({ blank_fields: ['Image'] });
    expect(evaluate(text(Image, []), newEventRow())).toBe(false);
    expect(evaluate(text(Image, [ANY_RUN]), newEventRow())).toBe(false);
    expect(evaluate(text(Image, []), blank)).toBe(true);
    expect(evaluate({ kind: 'not', item: text(Image, ['x']) }, newEventRow())).toBe(true);
    expect(evaluate({ kind: 'missing', field: Image }, blank)).toBe(false);
    expect(evaluate({ kind: 'exists', field: Image }, blank)).toBe(true);
  });

  test('a text of many stars takes no time that grows by powers', () => {
    const stars = Array.from({ length: 60 }, () => [ANY_RUN, 'a'] as const).flat();
    expect(fits('a'.repeat(5000), [...stars, ANY_RUN, ANY_ONE, 'b'])).toBe(false);
  });
});

describe('the other kinds', () => {
  test('a regular expression searches; a dot is no line break without s', () => {
    const fits = (source: string, flags: readonly ('i' | 'm' | 's')[], value: string): boolean =>
      evaluate({ kind: 'regex', field: Image, source, flags }, rowOf({ Image: value }));
    expect(fits('b+c', [], 'abbcd')).toBe(true);
    expect(fits('B+C', [], 'abbcd')).toBe(false);
    expect(fits('B+C', ['i'], 'abbcd')).toBe(true);
    expect(fits('a.b', [], 'a\nb')).toBe(false);
    expect(fits('a.b', ['s'], 'a\nb')).toBe(true);
    expect(fits('^b$', ['m'], 'a\nb\nc')).toBe(true);
    expect(fits('^b$', [], 'a\nb\nc')).toBe(false);
  });

  test('numbers compare as numbers, other text not at all', () => {
    const less = (value: string): boolean =>
      evaluate({ kind: 'compare', field: Image, operator: 'lt', value: 10 }, rowOf({ Image: value }));
    expect(['9', '-1', ' 9.99 ', '1e0'].map(less)).toEqual([true, true, true, true]);
    expect(['10', '0x1', '', '1 2', '+1', '01', 'NaN'].map(less)).toEqual(Array(7).fill(false));
  });

  test('address ranges hold addresses of their own family; IPv4 written as mapped is IPv4', () => {
    const inside = (value: string, bytes: readonly number[], prefix: number): boolean =>
      evaluate({ kind: 'cidr', field: Image, network: { bytes, prefix } }, rowOf({ Image: value }));
    expect(inside('10.1.2.3', [10, 0, 0, 0], 8)).toBe(true);
    expect(inside('::FFFF:10.1.2.3', [10, 0, 0, 0], 8)).toBe(true);
    expect(inside('11.1.2.3', [10, 0, 0, 0], 8)).toBe(false);
    expect(inside('172.31.0.1', [172, 16, 0, 0], 12)).toBe(true);
    expect(inside('172.32.0.1', [172, 16, 0, 0], 12)).toBe(false);
    expect(inside('fe80::1', [0xfe, 0x80, ...Array<number>(14).fill(0)], 10)).toBe(true);
    expect(inside('febf::1', [0xfe, 0x80, ...Array<number>(14).fill(0)], 10)).toBe(true);
    expect(inside('fec0::1', [0xfe, 0x80, ...Array<number>(14).fill(0)], 10)).toBe(false);
    expect(inside('1.2.3.4', Array<number>(16).fill(0), 0)).toBe(false);
    expect(['1.2.3', '1.2.3.256', '01.2.3.4', ':::', '1:2', '1::2::3', 'fe80::1%eth0', ''].map(parseAddress)).toEqual(
      Array(8).fill(undefined),
    );
  });

  test('a field is compared with another, and a missing one fits nothing', () => {
    const expr: Expr<FieldRef> = {
      kind: 'fieldRef',
      field: Image,
      other: ext('Other'),
      position: 'endswith',
      cased: false,
    };
    expect(evaluate(expr, rowOf({ Image: 'C:\\A.exe', ext: ['Other', 'a.EXE'] }))).toBe(true);
    expect(evaluate({ ...expr, cased: true }, rowOf({ Image: 'C:\\A.exe', ext: ['Other', 'a.EXE'] }))).toBe(false);
    expect(evaluate(expr, rowOf({ Image: 'C:\\A.exe' }))).toBe(false);
  });

  test('a keyword searches what a sensor sent, not what Huntboard says about the event', () => {
    const keyword = (word: string): Expr<FieldRef> => ({
      kind: 'keyword',
      pattern: [ANY_RUN, word, ANY_RUN],
      cased: false,
    });
    const row = rowOf({ source: 'windows', EventID: 4104, ScriptBlockText: 'Invoke-X', ext: ['Key', 'value'] });
    expect(['invoke', '410', 'VALUE'].map((word) => evaluate(keyword(word), row))).toEqual([true, true, true]);
    expect(['windows', 'Key'].map((word) => evaluate(keyword(word), row))).toEqual([false, false]);
  });

  test('the parts of a time are read as they are written', () => {
    const parts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
    const read = (value: string): (number | undefined)[] => parts.map((part) => readDatePart(value, part));
    expect(read('2020-10-18 19:50:09.123')).toEqual([50, 19, 18, 42, 10, 2020]);
    expect(read('2021-01-03T23:59:59+05:00')).toEqual([59, 23, 3, 53, 1, 2021]);
    expect(read('1603050609123')).toEqual([50, 19, 18, 42, 10, 2020]);
    expect(
      ['2021-02-29 00:00', '2021-01-01 24:00', '2021-01-01', 'x'].map((value) => readDatePart(value, 'day')),
    ).toEqual(Array(4).fill(undefined));
  });
});
