// The query editor as a person uses it: kinds, conditions, what a query will read, help.
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { MACROS } from '@huntboard/query';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { compileQuery } from '../query-kinds';
import { examples } from './CheatSheet';
import { isComplete } from './FilterParts';
import { compileFor, events, explain, mountEditor, typingStopped } from './testing/mount-editor';

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
