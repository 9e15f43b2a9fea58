// The editor of lineages: what it asks for where, the pages of children, what it suggests.
import React from 'react';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { toDataFrame } from '@grafana/data';
import type { LineageQuery } from '@huntboard/query';
import { of } from 'rxjs';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { findAlerts, findProcesses } from '../lineage-suggestions';
import { compileQuery } from '../query-kinds';
import type { QueryModel } from '../query-models';
import { LineageEditor } from './LineageEditor';
import { compileFor, datasource, mountEditor, query } from './testing/mount-editor';

describe('the editor of lineages', () => {
  it('shows the rest of a lineage query only where it counts', () => {
    mountEditor({ refId: 'A', ...emptyModel('lineage'), procGuid: 'x' } as HuntboardQuery);
    expect(screen.getByRole('spinbutton', { name: 'Generations' })).toBeTruthy();
    cleanup();
    const { last } = mountEditor({ refId: 'A', ...emptyModel('lineage') } as HuntboardQuery);
    expect(screen.queryByRole('spinbutton', { name: 'Generations' })).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Activity' }));
    expect(last()).toMatchObject({ kind: 'lineage', part: 'events' });
    expect(screen.queryByRole('textbox', { name: 'Start of the last child' })).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Children' }));
    expect(screen.getByRole('note').textContent).toContain('need a process or an alert');
  });

  it('reads on in the children of a process once both the start and the GUID of the last one are given', () => {
    const procGuid = '11111111-1111-1111-1111-111111111111';
    const { last } = mountEditor({
      refId: 'A',
      ...emptyModel('lineage'),
      part: 'children',
      procGuid,
    } as HuntboardQuery);
    const type = (name: string, value: string): void => {
      const input = screen.getByRole('textbox', { name });
      fireEvent.change(input, { target: { value } });
      fireEvent.keyDown(input, { key: 'Enter' });
    };
    type('Start of the last child', '2026-01-31 12:00:00.000');
    expect(last()).toMatchObject({ after: null });
    type('GUID of the last child', '$last');
    expect(last()).toMatchObject({ after: { start: '2026-01-31 12:00:00.000', id: '$last' } });
    expect(compileQuery({ ...last(), after: { start: 1, id: procGuid } } as QueryModel, compileFor)).toMatchObject({
      ok: true,
    });
    type('Start of the last child', '');
    expect(last()).toMatchObject({ after: null });
  });

  it('finds processes and alerts by what people know of them', async () => {
    query.mockImplementation((request) =>
      of({
        data: [
          (request.targets[0] as { kind: string }).kind === 'alerts'
            ? toDataFrame({
                fields: [
                  { name: 'alert_id', values: ['a1', 'a1'] },
                  { name: 'rule_title', values: ['Bad', 'Bad'] },
                ],
              })
            : toDataFrame({
                fields: [
                  { name: 'proc_guid', values: ['p1', '00000000-0000-0000-0000-000000000000'] },
                  { name: 'Image', values: ['C:\\Windows\\cmd.exe', 'x'] },
                  { name: 'host', values: ['ws-1', 'ws-1'] },
                ],
              }),
        ],
      }),
    );
    const asked = { hosts: ['ws-1'], typed: 'cmd', range: undefined };
    expect(await findProcesses(datasource, asked)).toMatchObject([
      { value: 'p1', label: expect.stringMatching(/^cmd\.exe · ws-1 · /) },
    ]);
    expect(query.mock.lastCall?.[0].targets[0]).toMatchObject({ kind: 'events', search: 'cmd', hosts: ['ws-1'] });
    expect(await findAlerts(datasource, asked)).toMatchObject([{ value: 'a1', label: expect.stringMatching(/^Bad/) }]);
  });

  it('begins at the first child of another process', () => {
    const after = { start: '2026-01-31 12:00:00.000', id: '$last' };
    const show = (change: Partial<LineageQuery>): React.ReactElement => (
      <LineageEditor
        datasource={datasource}
        query={{ ...emptyModel('lineage'), part: 'children', ...change } as LineageQuery}
        range={undefined}
        onChange={() => undefined}
      />
    );
    const start = (): string =>
      screen.getByRole<HTMLInputElement>('textbox', { name: 'Start of the last child' }).value;
    const { rerender } = render(show({ procGuid: 'a', after }));
    expect(start()).toBe(after.start);
    rerender(show({ procGuid: 'b', after: null }));
    expect(start()).toBe('');
  });
});
