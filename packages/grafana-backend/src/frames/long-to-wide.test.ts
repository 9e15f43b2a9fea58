// Long to wide with the cases of the Go SDK: labels, order, gaps, fill, and what is refused.
import { SeriesShapeError, longToWide, seriesShape } from '../index';
import type { FieldValue, Frame } from '../index';

const ns = (seconds: number): bigint => BigInt(seconds) * 1_000_000_000n;

function long(rows: readonly (readonly [number, string | null, number | null])[], nullable = false): Frame {
  const column = (index: number): FieldValue[] => rows.map((row) => (index === 0 ? ns(row[0]) : (row[index] ?? null)));
  return {
    name: 'long',
    meta: { executedQueryString: 'q' },
    fields: [
      { name: 'time', type: 'time', nullable: true, values: column(0) },
      { name: 'host', type: 'string', nullable: true, values: column(1) },
      { name: 'n', type: 'float64', nullable, values: column(2) },
    ],
  };
}

const gaps = long([
  [1, 'b', 1],
  [1, 'a', 2],
  [2, 'a', 3],
  [3, 'b', 4],
  [3, 'c', 5],
]);

describe('longToWide', () => {
  it('makes one field for each label value, sorted, with zero where a non-nullable series has no row', () => {
    const wide = longToWide(gaps);
    expect(wide.fields.map(({ name, labels, values }) => [name, labels, values])).toEqual([
      ['time', undefined, [ns(1), ns(2), ns(3)]],
      ['n', { host: 'a' }, [2, 3, 0]],
      ['n', { host: 'b' }, [1, 0, 4]],
      ['n', { host: 'c' }, [0, 0, 5]],
    ]);
    expect(wide.fields[0]?.nullable).toBe(false);
    expect(wide.meta).toEqual({ executedQueryString: 'q', type: 'timeseries-wide', typeVersion: [0, 1] });
  });

  it('leaves null where a nullable series has no row, and takes a null label as empty', () => {
    const wide = longToWide(long([[1, null, 1], [2, 'a', null]], true)); // prettier-ignore
    expect(wide.fields.slice(1).map(({ labels, values }) => [labels, values])).toEqual([
      [{ host: '' }, [1, null]],
      [{ host: 'a' }, [null, null]],
    ]);
  });

  it('labels a bool, and a bool without value as false', () => {
    const flag = { name: 'signed', type: 'bool' as const, nullable: true, values: [true, false, null] };
    const wide = longToWide({
      fields: [
        { name: 'time', type: 'time', nullable: false, values: [ns(1), ns(1), ns(2)] },
        flag,
        { name: 'n', type: 'int64', nullable: false, values: [1n, 2n, 3n] },
      ],
    });
    expect(wide.fields.slice(1).map(({ labels, values }) => [labels, values])).toEqual([
      [{ signed: 'false' }, [2n, 3n]],
      [{ signed: 'true' }, [1n, 0n]],
    ]);
  });

  it('fills with null, the previous value or a value when asked', () => {
    const cells = (mode: Parameters<typeof longToWide>[1]): unknown[] =>
      longToWide(gaps, mode)
        .fields.slice(1)
        .map(({ values }) => values);
    expect(cells({ mode: 'null' })).toEqual([[2, 3, null], [1, null, 4], [null, null, 5]]); // prettier-ignore
    expect(cells({ mode: 'previous' })).toEqual([[2, 3, 3], [1, 1, 4], [null, null, 5]]); // prettier-ignore
    expect(cells({ mode: 'value', value: 9 })).toEqual([[2, 3, 9], [1, 9, 4], [9, 9, 5]]); // prettier-ignore
  });

  it('takes the last of several rows with the same time and labels', () => {
    expect(longToWide(long([[1, 'a', 1], [1, 'a', 2]])).fields[1]?.values).toEqual([2]); // prettier-ignore
  });

  it('refuses to fill the memory with a label of unique values', () => {
    const rows = Array.from({ length: 5000 }, (_, row) => [row, `id ${row}`, row] as const);
    expect(() => longToWide(long(rows))).toThrow('Too many series');
  });

  it('refuses what is not a sorted long series', () => {
    expect(() => longToWide(long([[2, 'a', 1], [1, 'a', 1]]))).toThrow('sorted by time'); // prettier-ignore
    expect(() => longToWide(long([]))).toThrow(SeriesShapeError);
    const nullTime: Frame = {
      fields: [
        { name: 't', type: 'time', nullable: true, values: [null] },
        ...gaps.fields.slice(1).map((field) => ({ ...field, values: field.values.slice(0, 1) as FieldValue[] })),
      ],
    };
    expect(() => longToWide(nullTime)).toThrow('null times');
    expect(seriesShape({ fields: gaps.fields.slice(1) })).toBe('not');
    expect(seriesShape({ fields: gaps.fields.filter(({ name }) => name !== 'host') })).toBe('wide');
  });
});
