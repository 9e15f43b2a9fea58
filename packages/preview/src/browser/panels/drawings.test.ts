// The reckoning behind the panels that the preview draws itself.
import { createTheme, FieldType, getDisplayProcessor, toDataFrame } from '@grafana/data';
import type { DataFrame, FieldDisplay } from '@grafana/data';
import { axisTicks, timeTicks } from './axis-ticks';
import { toBars } from './bar-chart/to-bars';
import { detailsOf, toLogRows } from './logs/to-log-rows';
import { toSlices } from './pie-chart/to-slices';
import { toBandRows } from './state-timeline/to-bands';
import { ringPath } from './svg-arc';
import { graphableFrames } from './time-series/graphable-frames';

function frameOf(fields: Array<{ name: string; type: FieldType; values: unknown[] }>): DataFrame {
  const frame = toDataFrame({ fields });
  for (const field of frame.fields) {
    field.display = getDisplayProcessor({ field, theme: createTheme() });
  }
  return frame;
}

const counts = frameOf([
  { name: 'host', type: FieldType.string, values: ['a', 'b'] },
  { name: 'high', type: FieldType.number, values: [1, 3] },
  { name: 'low', type: FieldType.number, values: [2, null] },
]);

describe('bars', () => {
  test('one category per row, one bar per number that is there', () => {
    const bars = toBars(counts, {});
    expect(bars?.categories).toEqual(['a', 'b']);
    expect(bars?.bars.map((bar) => [bar.category, bar.series, bar.from, bar.to])).toEqual([
      [0, 0, 0, 1],
      [1, 0, 0, 3],
      [0, 1, 0, 2],
    ]);
  });

  test('stacked bars stand on each other, percent stacks end at one', () => {
    expect(toBars(counts, { stacking: 'normal' })?.max).toBe(3);
    const percent = toBars(counts, { stacking: 'percent' });
    expect(percent?.bars.filter((bar) => bar.category === 0).at(-1)?.to).toBeCloseTo(1);
  });

  test('without a category or a number there is nothing to draw', () => {
    expect(toBars(frameOf([{ name: 'n', type: FieldType.number, values: [1] }]), {})).toBeNull();
    expect(toBars(frameOf([{ name: 's', type: FieldType.string, values: ['a'] }]), {})).toBeNull();
  });
});

describe('logs', () => {
  const frame = frameOf([
    { name: 'timestamp', type: FieldType.time, values: [1000, 2000] },
    { name: 'body', type: FieldType.string, values: ['first', 'second'] },
    { name: 'severity', type: FieldType.string, values: ['HIGH', ''] },
    { name: 'labels', type: FieldType.other, values: [{ host: 'x' }, {}] },
  ]);

  test('newest first unless asked otherwise, level in lower case', () => {
    expect(toLogRows([frame], 'Descending').map((row) => row.message)).toEqual(['second', 'first']);
    expect(toLogRows([frame], 'Ascending').map((row) => row.level)).toEqual(['high', '']);
  });

  test('details leave empty fields out and spread labels', () => {
    const [row] = toLogRows([frame], 'Ascending');
    expect(detailsOf(row!).map(({ name }) => name)).toEqual(['timestamp', 'body', 'severity', 'host']);
  });
});

describe('state timeline', () => {
  const frame = frameOf([
    { name: 'time', type: FieldType.time, values: [0, 10, 20, 30] },
    { name: 'state', type: FieldType.string, values: ['up', 'up', 'down', null] },
  ]);

  test('equal neighbours merge, null leaves a gap, the last state holds to the end', () => {
    expect(toBandRows([frame], 40, true)[0]?.bands.map(({ from, to, text }) => [from, to, text])).toEqual([
      [0, 20, 'up'],
      [20, 30, 'down'],
    ]);
    expect(toBandRows([frame], 40, false)[0]?.bands).toHaveLength(3);
  });
});

describe('pie', () => {
  const value = (numeric: number) =>
    ({ display: { numeric, text: String(numeric), title: String(numeric) }, field: {} }) as FieldDisplay;

  test('slices cover the whole turn, largest first, without zero and negative values', () => {
    const slices = toSlices([value(1), value(0), value(3), value(-2)], 'desc');
    expect(slices.map((slice) => [slice.name, slice.percent])).toEqual([
      ['3', '75%'],
      ['1', '25%'],
    ]);
    expect(slices.at(-1)?.to).toBeCloseTo(2 * Math.PI);
  });

  test('a full ring is closed by two arcs', () => {
    expect(ringPath({ cx: 0, cy: 0, inner: 1, outer: 2 }, 0, 2 * Math.PI).match(/M /g)).toHaveLength(2);
  });
});

describe('axes', () => {
  test('ticks are round and within the axis', () => {
    expect(axisTicks(0, 118, 5)).toEqual([0, 50, 100]);
    expect(axisTicks(-3, 3, 6)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(axisTicks(5, 5, 4)).toEqual([5]);
  });

  test('time ticks fall on full hours of the zone', () => {
    const hour = 3600e3;
    expect(timeTicks(0.5 * hour, 6 * hour, 6, 0)).toEqual([1, 2, 3, 4, 5, 6].map((n) => n * hour));
    expect(timeTicks(0, 24 * hour, 2, hour)).toEqual([11 * hour, 23 * hour]);
  });
});

describe('time series', () => {
  test('takes frames with time and numbers only, with time first and ascending', () => {
    const frame = frameOf([
      { name: 'n', type: FieldType.number, values: [2, 1] },
      { name: 'up', type: FieldType.boolean, values: [true, null] },
      { name: 'time', type: FieldType.time, values: [20, 10] },
    ]);
    const [drawn] = graphableFrames([frame, counts]);
    expect(drawn?.fields.map((field) => [field.name, field.values])).toEqual([
      ['time', [10, 20]],
      ['n', [1, 2]],
      ['up', [null, 1]],
    ]);
    expect(graphableFrames([counts])).toEqual([]);
  });
});
