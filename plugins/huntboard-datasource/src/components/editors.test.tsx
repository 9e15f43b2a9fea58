import React, { useState } from 'react';
import { act, cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { setTemplateSrv } from '@grafana/runtime';
import { toDataFrame } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, DataSourceSettings } from '@grafana/data';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardDataSource } from '../datasource';
import type { Explanation } from '../explanation';
import { MACROS } from '@huntboard/query';
import type { Filter } from '@huntboard/query';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { HuntboardSecrets, HuntboardSettings } from '../settings';
import { findAlerts, findProcesses } from '../lineage-suggestions';
import { compileQuery } from '../query-kinds';
import type { QueryModel } from '../query-models';
import { examples } from './CheatSheet';
import { ConfigEditor, urlProblem } from './ConfigEditor';
import { closeRoot, fitValue, isComplete, openRoot } from './FilterRows';
import { QueryEditor } from './QueryEditor';

// What compiles queries is loaded when it is first needed.
configure({ asyncUtilTimeout: 30_000 });
setTemplateSrv({
  getVariables: () => [],
  replace: (text = '') => text,
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const compileFor = { timeRange: { from: 0, to: 1000 }, intervalMs: 1000, maxDataPoints: 100, maxRows: 100 };
const findValues = jest.fn(async () => ['ws-1', 'ws-2']);
/** Until the editor takes typing for finished, and what it asks then is answered. */
async function typingStopped(): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(1000));
}

const explain = jest.fn(async (): Promise<Explanation> => ({
  statements: [
    {
      name: '',
      sql: 'SELECT 1',
      plan: '',
      tables: [{ table: 'events', rows: 8192, totalRows: 1_000_000, marks: 1, parts: 1, bytes: 81_920 }],
    },
  ],
}));
const query = jest.fn((_request: DataQueryRequest<HuntboardQuery>): Observable<DataQueryResponse> => of({ data: [] }));
const datasource = { findValues, explain, query, loadTables: async () => [] } as unknown as HuntboardDataSource;

/** The editor as a panel holds it; tells what was last saved. */
function mountEditor(first: HuntboardQuery): { last: () => HuntboardQuery; onRunQuery: jest.Mock } {
  let saved = first;
  const onRunQuery = jest.fn();
  function Holder(): React.ReactElement {
    const [query, setQuery] = useState(first);
    const change = (next: HuntboardQuery): void => {
      saved = next;
      setQuery(next);
    };
    return <QueryEditor datasource={datasource} query={query} onChange={change} onRunQuery={onRunQuery} />;
  }
  render(<Holder />);
  return { last: () => saved, onRunQuery };
}

const events = (): HuntboardQuery => ({ refId: 'A', ...emptyModel('events') }) as HuntboardQuery;

describe('the query editor', () => {
  it('goes from events to SQL that means the same, and back to the events as they were', async () => {
    const { last, onRunQuery } = mountEditor({
      ...events(),
      categories: ['process'],
      hosts: ['ws-1'],
    } as HuntboardQuery);
    fireEvent.click(screen.getByRole('radio', { name: 'SQL' }));
    await waitFor(() =>
      expect(last()).toMatchObject({
        refId: 'A',
        kind: 'sql',
        format: 'table',
        sql: expect.stringMatching(/category IN \('process'\)\s+AND host IN \('ws-1'\)/),
      }),
    );
    expect(onRunQuery).toHaveBeenCalled();
    await waitFor(() => expect(last()).toMatchObject({ sql: expect.stringContaining('\n') }));
    expect(last()).toMatchObject({ sql: expect.stringContaining('$__timeFilter(ts)') });
    fireEvent.click(screen.getByRole('radio', { name: 'Events' }));
    expect(last()).toMatchObject({ kind: 'events', categories: ['process'], hosts: ['ws-1'] });
  });

  it('leaves the query alone until a new filter says enough', () => {
    const { last, onRunQuery } = mountEditor(events());
    fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
    expect(screen.getByRole('combobox', { name: 'Filter field' })).toBeTruthy();
    expect(onRunQuery).not.toHaveBeenCalled();
    expect(last()).toMatchObject({ filters: [] });
    expect(isComplete({ field: 'Image', operator: '=', value: '' })).toBe(false);
    expect(isComplete({ field: 'Image', operator: 'exists', value: '' })).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter' }));
    expect(screen.queryByRole('combobox', { name: 'Filter field' })).toBeNull();
  });

  it('removes filters, and changes how events are shown', () => {
    const { last } = mountEditor({
      ...events(),
      filters: [{ field: 'User', operator: '=', value: 'x' }],
    } as HuntboardQuery);
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter' }));
    expect(last()).toMatchObject({ filters: [] });
    fireEvent.click(screen.getByRole('radio', { name: 'Histogram' }));
    expect(last()).toMatchObject({ format: 'histogram' });
    expect(screen.getByRole('combobox', { name: 'By' })).toBeTruthy();
  });

  it('takes the conditions along from events to a time series and to rarity', async () => {
    const { last } = mountEditor({ ...events(), hosts: ['ws-1'], search: 'x' } as HuntboardQuery);
    fireEvent.click(screen.getByRole('radio', { name: 'Time series' }));
    expect(last()).toMatchObject({ kind: 'timeseries', measure: 'count', hosts: ['ws-1'], search: 'x' });
    expect(screen.queryByRole('combobox', { name: 'Measured field' })).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'Empty' }));
    expect(last()).toMatchObject({ fill: 'null' });
    fireEvent.click(screen.getByRole('radio', { name: 'Rarity' }));
    expect(last()).toMatchObject({ kind: 'rarity', field: 'Image', hosts: ['ws-1'] });
    fireEvent.click(screen.getByRole('switch', { name: 'New only' }));
    fireEvent.click(screen.getByRole('radio', { name: 'Memory' }));
    expect(last()).toMatchObject({ from: 'seen', newOnly: true });
    expect(screen.queryByRole('combobox', { name: 'Category' })).toBeNull();
    fireEvent.click(screen.getByRole('radio', { name: 'SQL' }));
    await waitFor(() => expect(last()).toMatchObject({ kind: 'sql', sql: expect.stringMatching(/FROM\s+seen/) }));
  });

  it('keeps what both kinds know: hosts everywhere, conditions in a first step, the view of events', () => {
    const filters = [{ field: 'User', operator: '=' as const, value: 'x' }];
    const { last } = mountEditor({
      ...events(),
      hosts: ['ws-1'],
      search: 'x',
      filters,
      format: 'logs',
    } as HuntboardQuery);
    fireEvent.click(screen.getByRole('radio', { name: 'Sequence' }));
    expect(last()).toMatchObject({ kind: 'sequence', hosts: ['ws-1'], steps: [{ search: 'x', filters }, {}] });
    fireEvent.click(screen.getByRole('radio', { name: 'Rarity' }));
    expect(last()).toMatchObject({ kind: 'rarity', hosts: ['ws-1'], search: 'x', filters });
    for (const kind of ['Lineage', 'Alerts', 'Sigma']) {
      fireEvent.click(screen.getByRole('radio', { name: kind }));
      expect(last()).toMatchObject({ kind: kind.toLowerCase(), hosts: ['ws-1'] });
    }
    fireEvent.click(screen.getByRole('radio', { name: 'Events' }));
    expect(last()).toMatchObject({ kind: 'events', hosts: ['ws-1'], search: 'x', filters });
  });

  it('builds a sequence step by step', () => {
    const { last } = mountEditor({ refId: 'A', ...emptyModel('sequence') } as HuntboardQuery);
    const type = (name: string, value: string): void => {
      const input = screen.getByRole('textbox', { name });
      fireEvent.change(input, { target: { value } });
      fireEvent.keyDown(input, { key: 'Enter' });
    };
    fireEvent.click(screen.getByRole('button', { name: 'Step' }));
    type('Step 1 Contains', 'winword');
    type('Step 3 name', 'dump');
    fireEvent.click(screen.getByRole('button', { name: 'Remove step 2' }));
    const within = screen.getByRole('spinbutton', { name: 'Within' });
    fireEvent.change(within, { target: { value: '60' } });
    fireEvent.blur(within);
    expect(last()).toMatchObject({
      windowMs: 60_000,
      by: ['host'],
      steps: [{ search: 'winword' }, { name: 'dump' }],
    });
  });

  it('says why a query cannot be read, and leaves it', () => {
    const broken = { refId: 'A', kind: 'events', version: 1, limit: 'many' } as unknown as HuntboardQuery;
    const { last } = mountEditor(broken);
    expect(screen.getByRole('alert').textContent).toMatch(/cannot be read.*limit/);
    expect(last()).toBe(broken);
  });

  it('searches when the text is done, not at every key', () => {
    const { last, onRunQuery } = mountEditor(events());
    const input = screen.getByRole('textbox', { name: 'Contains' });
    fireEvent.change(input, { target: { value: 'mimikatz' } });
    expect(onRunQuery).not.toHaveBeenCalled();
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(last()).toMatchObject({ search: 'mimikatz' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

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

  it('says what the query will read, and its SQL on demand', async () => {
    jest.useFakeTimers();
    mountEditor(events());
    await typingStopped();
    expect(screen.getByText('reads 8.2K of 1M rows of events, 81.9 kB')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Explain' }));
    await typingStopped();
    expect(screen.getByText('SELECT', { exact: false })).toBeTruthy();
    expect(explain).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'events' }), expect.anything(), true);
  });

  it('shows what is wrong with the query before it runs', async () => {
    jest.useFakeTimers();
    explain.mockResolvedValueOnce({ statements: [], error: { message: 'There is no macro $__nothing.' } });
    mountEditor(events());
    await typingStopped();
    expect(screen.getByText('There is no macro $__nothing.')).toBeTruthy();
  });

  it('tells title, level and problems of a Sigma rule, and where it is looked for', async () => {
    const rule =
      'title: T\nlevel: high\nlogsource: {category: process_creation}\ndetection:\n  s:\n    Image: x\n  condition: t\n';
    mountEditor({ refId: 'A', ...emptyModel('sigma'), rule } as HuntboardQuery);
    // Loaded when it is first shown.
    await act(async () => void (await import('./SigmaEditor')));
    expect(screen.getByRole('list', { name: 'Problems of the rule' }).textContent).toMatch(/line 7, column 14/);
    cleanup();
    const { last, onRunQuery } = mountEditor({ refId: 'A', ...emptyModel('sigma') } as HuntboardQuery);
    fireEvent.click(screen.getByRole('button', { name: 'Example' }));
    expect(screen.getByTestId('sigma-title').textContent).toBe('Encoded PowerShell high');
    expect(onRunQuery).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('radio', { name: 'Histogram' }));
    expect(last()).toMatchObject({ kind: 'sigma', format: 'histogram', rule: expect.stringContaining('title:') });
    fireEvent.click(screen.getByRole('radio', { name: 'SQL' }));
    await waitFor(() =>
      expect(last()).toMatchObject({
        kind: 'sql',
        format: 'timeseries',
        sql: expect.stringMatching(/\$__timeFilter\(ts\)\s+AND \$__filters\s+AND .*' -enc'/s),
      }),
    );
  });

  it('helps with every macro and what it becomes, and gives examples of every kind that can be run', () => {
    const { last, onRunQuery } = mountEditor(events());
    fireEvent.click(screen.getByRole('button', { name: 'Help' }));
    for (const [name, { becomes }] of Object.entries(MACROS)) {
      expect(screen.getAllByText(name, { exact: false }).length).toBeGreaterThan(0);
      expect(screen.getAllByText(becomes).length).toBeGreaterThan(0);
    }
    for (const { model } of examples()) expect(compileQuery(model, compileFor)).toMatchObject({ ok: true });
    fireEvent.click(screen.getByRole('button', { name: examples()[0]!.title }));
    expect(last()).toMatchObject(examples()[0]!.model);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('shows a query of other tools as SQL', () => {
    mountEditor({ refId: 'A', rawSql: 'SELECT 1' } as unknown as HuntboardQuery);
    expect((screen.getByRole('radio', { name: 'SQL' }) as HTMLInputElement).checked).toBe(true);
  });
});

describe('groups of filters', () => {
  const a: Filter = { field: 'User', operator: '=', value: 'a' };
  const b: Filter = { field: 'User', operator: '=', value: 'b' };

  it('are joined by "or" at a click, inside and outside, and dissolve when they are empty', () => {
    const { last } = mountEditor({ ...events(), filters: [a, { any: [b, a] }] } as HuntboardQuery);
    fireEvent.click(screen.getAllByRole('button', { name: 'or' })[0]!);
    expect(last()).toMatchObject({ filters: [a, { all: [b, a] }] });
    fireEvent.click(screen.getAllByRole('button', { name: 'and' })[0]!);
    expect(last()).toMatchObject({ filters: [{ any: [a, { all: [b, a] }] }] });
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove filter' })[2]!);
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove filter' })[1]!);
    expect(last()).toMatchObject({ filters: [a] });
  });

  it('begin with a row that does not count until it says enough', () => {
    const { last } = mountEditor({ ...events(), filters: [a] } as HuntboardQuery);
    fireEvent.click(screen.getByRole('button', { name: 'Group' }));
    expect(last()).toMatchObject({ filters: [a] });
    expect(screen.getAllByRole('combobox', { name: 'Filter field' })).toHaveLength(2);
  });

  it('stand in the model as they are read from it', () => {
    for (const filters of [
      [],
      [a],
      [a, b],
      [{ any: [a, b] }],
      [{ any: [a] }],
      [{ all: [a, b] }],
      [a, { any: [a, b] }],
    ]) {
      const { joiner, nodes } = openRoot(filters);
      expect(closeRoot(joiner, nodes)).toEqual(filters);
    }
  });
});

describe('the value of a filter', () => {
  it('follows the operator', () => {
    expect(fitValue('a', 'in')).toEqual(['a']);
    expect(fitValue(['a', 'b'], '=')).toBe('a');
    expect(fitValue('a', 'exists')).toBe('');
  });
});

describe('the settings', () => {
  type Options = DataSourceSettings<HuntboardSettings, HuntboardSecrets>;

  function mountSettings(change: Partial<Options>): () => Options {
    let saved = { url: 'https://h:8443', user: '', jsonData: {}, secureJsonFields: {}, ...change } as Options;
    function Holder(): React.ReactElement {
      const [options, setOptions] = useState(saved);
      return (
        <ConfigEditor
          options={options}
          onOptionsChange={(next) => {
            saved = next;
            setOptions(next);
          }}
        />
      );
    }
    render(<Holder />);
    return () => saved;
  }

  it.each([
    ['', 'Needed'],
    ['localhost:8123', 'http'],
    ['tcp://h:9000', 'native'],
    ['http://h:9000', '8123'],
    ['http://u:p@h:8123', 'not secret'],
  ])('say what is wrong with the URL %p', (url, words) => expect(urlProblem(url)).toContain(words));

  it('take a good URL', () => expect(urlProblem('https://ch.example:8443/path')).toBeUndefined());

  it('keep the password among the secrets', () => {
    const saved = mountSettings({});
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
    expect(saved().secureJsonData).toEqual({ password: 'secret' });
    expect(JSON.stringify(saved().jsonData)).not.toContain('secret');
  });

  it('keep the token of the actions and the values of headers among the secrets, and forget a header that is removed', () => {
    const saved = mountSettings({});
    fireEvent.change(screen.getByLabelText('Control token'), { target: { value: 'token' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add a header' }));
    fireEvent.change(screen.getByLabelText('Name of header 1'), { target: { value: 'X-Tenant' } });
    fireEvent.change(screen.getByLabelText('Value of header 1'), { target: { value: 'blue' } });
    expect(saved()).toMatchObject({
      jsonData: { httpHeaderName1: 'X-Tenant' },
      secureJsonData: { controlToken: 'token', httpHeaderValue1: 'blue' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Remove header 1' }));
    expect(saved().jsonData).toEqual({});
    expect(saved().secureJsonData).toEqual({ controlToken: 'token', httpHeaderValue1: '' });
  });

  it('say what is wrong with row filters, and save the last right ones', () => {
    const saved = mountSettings({});
    const area = screen.getByLabelText('Row filters');
    fireEvent.change(area, { target: { value: '[{"roles":["Viewer"],"filters":[]}]' } });
    fireEvent.change(area, { target: { value: '[{"roles":["Viewer"],"fil' } });
    expect(screen.getByText(/This is no JSON/)).toBeTruthy();
    expect(saved().jsonData.rowFilters).toEqual([{ roles: ['Viewer'], filters: [] }]);
    fireEvent.change(area, { target: { value: '{}' } });
    expect(screen.getByText(/A list is needed/)).toBeTruthy();
  });

  it('forget a certificate when its use is switched off', () => {
    const saved = mountSettings({ jsonData: { tlsAuthWithCACert: true }, secureJsonFields: { tlsCACert: true } });
    fireEvent.click(screen.getByRole('switch', { name: 'Own certificate authority' }));
    expect(saved()).toMatchObject({
      jsonData: { tlsAuthWithCACert: false },
      secureJsonFields: { tlsCACert: false },
      secureJsonData: { tlsCACert: '' },
    });
  });

  it('warn of a user that can write', () => {
    mountSettings({ user: 'default' });
    expect(screen.getByText('“default” can usually write')).toBeTruthy();
  });

  it('hold limits within their bounds', () => {
    const saved = mountSettings({});
    const rows = screen.getByRole('spinbutton', { name: 'Most rows' });
    fireEvent.change(rows, { target: { value: '99999999' } });
    fireEvent.blur(rows);
    expect(saved().jsonData.limits).toEqual({ maxRows: 5_000_000 });
  });
});
