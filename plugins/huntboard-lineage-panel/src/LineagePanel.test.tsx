import React from 'react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { EventBusSrv, FieldType, LoadingState, getDefaultTimeRange, toDataFrame } from '@grafana/data';
import type { DataFrame, PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { LineagePanel } from './LineagePanel';
import { defaultOptions } from './options';
import type { LineageOptions } from './options';

const ids = ['explorer', 'word', 'shell', 'whoami', 'calc'];
const processes = (extra: object[] = []): DataFrame =>
  toDataFrame({
    name: 'processes',
    fields: [
      { name: 'id', type: FieldType.string, values: ids },
      { name: 'parentId', type: FieldType.string, values: ['gone', 'explorer', 'word', 'shell', 'explorer'] },
      { name: 'name', type: FieldType.string, values: ids.map((id) => `${id}.exe`) },
      { name: 'parentName', type: FieldType.string, values: ['userinit.exe', '', '', '', ''] },
      { name: 'pid', type: FieldType.number, values: [10, 20, 30, 40, 50] },
      { name: 'start', type: FieldType.time, values: [1000, 2000, 3000, 4000, 5000] },
      { name: 'commandLine', type: FieldType.string, values: ['', '', 'shell.exe -enc AAAA', 'whoami /all', ''] },
      { name: 'alertsHigh', type: FieldType.number, values: [0, 0, 2, 0, 0] },
      ...extra,
    ],
  });

interface Given {
  readonly series?: DataFrame[];
  readonly state?: LoadingState;
  readonly error?: string;
  readonly options?: Partial<LineageOptions>;
  readonly variables?: Record<string, string>;
  readonly alertId?: string;
}

function panel({
  series = [processes()],
  state = LoadingState.Done,
  error,
  options = {},
  variables = {},
  alertId,
}: Given): React.ReactElement {
  const props = {
    id: 7,
    title: 'Processes',
    data: {
      series,
      state,
      timeRange: getDefaultTimeRange(),
      ...(alertId === undefined ? {} : { request: { targets: [{ refId: 'A', alertId }] } }),
      ...(error === undefined ? {} : { errors: [{ message: error }] }),
    },
    width: 1200,
    height: 600,
    timeZone: 'utc',
    options: { ...defaultOptions, ...options },
    eventBus: bus,
    replaceVariables: (text: string) => variables[text] ?? text,
  };
  return <LineagePanel {...(props as unknown as PanelProps<LineageOptions>)} />;
}

const bus = new EventBusSrv();
// jsdom draws nothing: what the canvases show is looked at in Chromium.
HTMLCanvasElement.prototype.getContext = () => null;

const tree = (): HTMLElement => screen.getByRole('tree');
const names = (): string[] =>
  within(tree())
    .getAllByRole('treeitem')
    .map((row) => (row.getAttribute('aria-label') ?? '').split(',')[0] ?? '');
const press = (key: string): void => void fireEvent.keyDown(tree(), { key });
const selected = (): string | undefined =>
  within(tree()).queryByRole('treeitem', { selected: true })?.getAttribute('aria-label')?.split(',')[0];

afterEach(cleanup);

describe('the tree', () => {
  it('is open down to the worst alert and what it did, and tells its shape to screen readers', () => {
    render(panel({ options: { initialRows: 1 } }));
    expect(names()).toEqual(['userinit.exe', 'explorer.exe', 'word.exe', 'shell.exe', 'whoami.exe', 'calc.exe']);
    const shell = screen.getByRole('treeitem', { name: /^shell.exe/ });
    expect(shell.getAttribute('aria-level')).toBe('4');
    expect(shell.getAttribute('aria-setsize')).toBe('1');
    expect(shell.getAttribute('aria-expanded')).toBe('true');
    expect(shell.getAttribute('aria-label')).toContain('worst alert high');
    expect(screen.getByRole('treeitem', { name: /^calc.exe/ }).hasAttribute('aria-expanded')).toBe(false);
    expect(screen.getByRole('treeitem', { name: /userinit.exe, no start event/ })).toBeTruthy();
  });

  it('moves by arrows, Home and End, and points aria-activedescendant at the row', () => {
    render(panel({}));
    press('ArrowDown');
    expect(selected()).toBe('userinit.exe');
    press('ArrowDown');
    press('ArrowDown');
    expect(selected()).toBe('word.exe');
    press('End');
    expect(selected()).toBe('calc.exe');
    press('ArrowDown');
    expect(selected()).toBe('calc.exe');
    press('Home');
    expect(selected()).toBe('userinit.exe');
    expect(tree().getAttribute('aria-activedescendant')).toBe(screen.getByRole('treeitem', { selected: true }).id);
  });

  it('closes and opens by left and right, and goes to the parent and the first child', () => {
    render(panel({}));
    press('Home');
    press('ArrowLeft');
    expect(names()).toEqual(['userinit.exe']);
    press('ArrowRight');
    expect(names()).toContain('explorer.exe');
    press('ArrowRight');
    expect(selected()).toBe('explorer.exe');
    press('ArrowLeft');
    press('ArrowLeft');
    expect(selected()).toBe('userinit.exe');
  });

  it('opens and closes by the mouse', () => {
    render(panel({}));
    const word = screen.getByRole('treeitem', { name: /^word.exe/ });
    fireEvent.click(within(word).getByTestId('toggle'));
    expect(names()).not.toContain('shell.exe');
    expect(selected()).toBeUndefined();
  });

  it('leaves keys with Ctrl to the browser', () => {
    render(panel({}));
    expect(fireEvent.keyDown(tree(), { key: 'ArrowDown', ctrlKey: true })).toBe(true);
    expect(selected()).toBeUndefined();
  });

  it('sorts siblings by name when asked to', () => {
    render(panel({}));
    fireEvent.click(screen.getByRole('button', { name: 'Process' }));
    expect(names().indexOf('calc.exe')).toBeLessThan(names().indexOf('word.exe'));
  });

  it('draws only the rows in sight', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
    const frame = toDataFrame({
      fields: [
        { name: 'id', type: FieldType.string, values: many },
        { name: 'name', type: FieldType.string, values: many },
      ],
    });
    render(panel({ series: [frame] }));
    expect(within(tree()).getAllByRole('treeitem').length).toBeLessThan(60);
  });
});

describe('search', () => {
  it('is reached by /, counts its matches, opens the way to them and steps through them', () => {
    render(panel({}));
    press('Home');
    press('ArrowLeft');
    press('/');
    const input = screen.getByRole('textbox', { name: 'Search processes' });
    expect(document.activeElement).toBe(input);
    fireEvent.change(input, { target: { value: 'exe a' } });
    expect(screen.getByRole('status').textContent).toBe('1/3');
    expect(selected()).toBe('shell.exe');
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(selected()).toBe('whoami.exe');
    fireEvent.keyDown(input, { key: 'Enter', shiftKey: true });
    expect(selected()).toBe('shell.exe');
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(document.activeElement).toBe(tree());
    press('n');
    expect(selected()).toBe('whoami.exe');
    press('Escape');
    expect((input as HTMLInputElement).value).toBe('');
  });

  it('says when nothing matches', () => {
    render(panel({}));
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'nothing like it' } });
    expect(screen.getByRole('status').textContent).toBe('no match');
  });
});

describe('detail', () => {
  it('opens by Enter with command line, ancestors and links of the fields, and closes by Escape', () => {
    const frame = processes();
    const name = frame.fields.find((field) => field.name === 'name');
    if (!name) throw new Error('no field');
    name.getLinks = ({ valueRowIndex }) => [
      { title: 'Hunt', href: `/hunt/${valueRowIndex}`, target: '_self', origin: name },
    ];
    render(panel({ series: [frame] }));
    press('End');
    press('ArrowUp');
    press('ArrowUp');
    press('Enter');
    expect(selected()).toBe('shell.exe');
    const detail = screen.getByRole('complementary', { name: 'Process detail' });
    expect(within(detail).getByText('shell.exe -enc AAAA')).toBeTruthy();
    expect(within(detail).getByText('2 high')).toBeTruthy();
    expect(within(detail).getByText('Hunt').closest('a')?.getAttribute('href')).toBe('/hunt/2');
    fireEvent.click(within(detail).getByRole('button', { name: 'word.exe' }));
    expect(selected()).toBe('word.exe');
    press('Escape');
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('shows fields that it does not know, formatted as the panel says', () => {
    render(
      panel({
        series: [
          processes([
            { name: 'bytes', type: FieldType.number, config: { unit: 'decbytes' }, values: [0, 0, 0, 0, 2048] },
          ]),
        ],
      }),
    );
    press('End');
    press('Enter');
    expect(screen.getByText('2.05 kB')).toBeTruthy();
  });
});

describe('the dashboard variable', () => {
  it('is followed when it names a process, even one that is folded away', () => {
    render(panel({ options: { initialRows: 1 }, variables: { '${proc_guid}': 'whoami' } }));
    expect(selected()).toBe('whoami.exe');
  });

  it('is set by the selection, once it rests, and only when the option is on', () => {
    jest.useFakeTimers();
    const partial = jest.spyOn(locationService, 'partial').mockImplementation(() => undefined);
    const { rerender } = render(panel({}));
    press('End');
    act(() => void jest.advanceTimersByTime(1000));
    expect(partial).not.toHaveBeenCalled();
    rerender(panel({ options: { setVariable: true } }));
    press('Home');
    press('ArrowDown');
    press('ArrowDown');
    act(() => void jest.advanceTimersByTime(1000));
    expect(partial.mock.calls.at(-1)).toEqual([{ 'var-proc_guid': 'word' }, true]);
    partial.mockRestore();
    jest.useRealTimers();
  });
});

describe('the alert that the query names', () => {
  const alerts = toDataFrame({
    name: 'alerts',
    fields: [
      { name: 'processId', type: FieldType.string, values: ['calc', 'whoami'] },
      { name: 'level', type: FieldType.string, values: ['low', 'low'] },
      { name: 'title', type: FieldType.string, values: ['Sums', 'Who'] },
      { name: 'alertId', type: FieldType.string, values: ['a1', 'a2'] },
    ],
  });
  const given = (alert: string, guid = ''): React.ReactElement =>
    panel({
      options: { initialRows: 1 },
      series: [processes(), alerts],
      alertId: '${alert}',
      variables: { '${alert}': alert, '${proc_guid}': guid },
    });

  it('opens on its process, which is selected, and goes to that of the next', () => {
    const { rerender } = render(given('a1'));
    expect(selected()).toBe('calc.exe');
    rerender(given('a2'));
    expect(selected()).toBe('whoami.exe');
  });

  it('gives way to a process chosen after it, and holds again when another alert is chosen', () => {
    const { rerender } = render(given('a1', 'word'));
    expect(selected()).toBe('word.exe');
    rerender(given('a2', 'word'));
    expect(selected()).toBe('whoami.exe');
    rerender(given('a2', 'shell'));
    expect(selected()).toBe('shell.exe');
  });

  it('is nothing when all are meant', () => {
    render(given('$__all'));
    expect(selected()).toBeUndefined();
  });
});

describe('a refresh', () => {
  it('keeps folds and selection', () => {
    const { rerender } = render(panel({}));
    press('Home');
    press('ArrowDown');
    press('ArrowDown');
    press('ArrowLeft');
    const before = names();
    rerender(panel({ series: [processes()] }));
    expect(names()).toEqual(before);
    expect(selected()).toBe('word.exe');
  });
});

describe('an option that is changed', () => {
  const twoHosts = processes([
    { name: 'host', type: FieldType.string, values: ['ws-1', 'ws-1', 'ws-1', 'ws-1', 'ws-2'] },
  ]);
  const given = (options: Partial<LineageOptions>): React.ReactElement => panel({ series: [twoHosts], options });

  it('groups by host with the story still open, and ungroups', () => {
    const { rerender } = render(given({ groupByHost: false, initialRows: 1 }));
    press('Home');
    const before = selected();
    rerender(given({ groupByHost: true, initialRows: 1 }));
    expect(names()).toContain('Host ws-1');
    expect(names()).toContain('whoami.exe');
    expect(selected()).toBe(before);
    rerender(given({ groupByHost: false, initialRows: 1 }));
    expect(names()).not.toContain('Host ws-1');
    expect(names()).toContain('whoami.exe');
  });

  it('opens as many rows as are asked for now', () => {
    const { rerender } = render(given({ initialRows: 1 }));
    expect(names()).not.toContain('calc.exe');
    rerender(given({ initialRows: 60 }));
    expect(names()).toContain('calc.exe');
  });
});

describe('when there is nothing to draw', () => {
  it('names the fields that are missing', () => {
    const frame = toDataFrame({ fields: [{ name: 'value', type: FieldType.number, values: [1] }] });
    render(panel({ series: [frame] }));
    expect(screen.getByRole('status').textContent).toMatch(
      /Missing “id \(or host, pid and start\)” and “name or image”. Found “value”/,
    );
  });

  it('says what to do about an empty result', () => {
    render(panel({ series: [] }));
    expect(screen.getByRole('status').textContent).toMatch(/No processes here.*Widen the range/);
  });

  it('shows the error of the query', () => {
    render(panel({ series: [], state: LoadingState.Error, error: 'Code: 60. No such table' }));
    expect(screen.getByRole('status').textContent).toMatch(/The query failed.*Code: 60/);
  });
});
