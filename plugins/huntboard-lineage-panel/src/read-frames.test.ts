import { FieldType, toDataFrame } from '@grafana/data';
import { readFrames } from './read-frames';

const frame = (name: string, columns: Record<string, unknown[]>): ReturnType<typeof toDataFrame> =>
  toDataFrame({
    name,
    fields: Object.entries(columns).map(([field, values]) => ({ name: field, type: FieldType.other, values })),
  });

describe('readFrames', () => {
  it('takes the columns of Huntboard’s process table as they are', () => {
    const read = readFrames([
      frame('A', {
        host: ['h'],
        proc_guid: ['1'],
        parent_guid: ['2'],
        Image: ['/bin/a'],
        ProcessId: [3],
        start_ts: [4],
        ParentImage: ['/bin/b'],
        guid_kind: ['weak'],
      }),
    ]);
    if (read.kind !== 'data') throw new Error(read.kind);
    expect(Object.keys(read.pages[0]?.columns ?? {}).sort()).toEqual([
      'host',
      'id',
      'idKind',
      'image',
      'parentId',
      'parentName',
      'pid',
      'start',
    ]);
  });

  it('tells processes, alerts, edges and events apart, and finds the frame and row of each', () => {
    const read = readFrames([
      frame('A', { id: ['1', '2'], name: ['a', 'b'] }),
      frame('B', { processId: ['1'], title: ['Odd'], level: ['high'], matched: ['{"Image":"a.exe"}'] }),
      frame('C', { id: ['3'], name: ['c'] }),
      frame('D', { source: ['1'], target: ['3'], kind: ['inject'] }),
      frame('E', { processId: ['1'], kind: ['dns'], what: ['a.example'] }),
    ]);
    if (read.kind !== 'data') throw new Error(read.kind);
    expect(read.pages.map((page) => page.length)).toEqual([2, 1]);
    expect([read.alerts.length, read.edges.length, read.events.length]).toEqual([1, 1, 1]);
    expect(read.matchedFields(0)).toEqual([['Image', 'a.exe']]);
    expect([read.cell(1)?.frame.name, read.cell(1)?.index, read.cell(2)?.frame.name]).toEqual(['A', 1, 'C']);
    expect(read.cell(3)).toBeUndefined();
  });
});
