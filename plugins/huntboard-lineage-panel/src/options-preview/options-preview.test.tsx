// The preview as the pane of the options mounts it: what the options say is what it shows.
import React from 'react';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { PanelOptionsEditorBuilder, standardEditorsRegistry } from '@grafana/data';
import type { DataFrame, StandardEditorsRegistryItem } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { buildOptions } from '../build-options';
import { columnNames } from '../columns';
import { defaultOptions } from '../options';
import type { LineageOptions } from '../options';
import { previewRoom } from './preview-room';
import { effectsInWords, pictureInWords } from './preview-words';
import { grow, p } from './write-frames';

const editor = (): null => null;
standardEditorsRegistry.setInit(() =>
  ['text', 'number', 'boolean', 'radio', 'select', 'multi-select'].map((id): StandardEditorsRegistryItem => ({
    ...{ id, name: id, description: id, editor },
  })),
);
// jsdom draws nothing: what the canvases show is looked at in Chromium.
HTMLCanvasElement.prototype.getContext = () => null;

const items = new PanelOptionsEditorBuilder<LineageOptions>();
buildOptions(items);

/** The first editor of the pane, as Grafana mounts it. */
function preview(options: Partial<LineageOptions> = {}, data: DataFrame[] = []): React.ReactElement {
  const item = items.getRegistry().get('preview');
  const Editor = item.editor;
  const context = { data, options: { ...defaultOptions, ...options } };
  return <Editor value={undefined} onChange={onChange} item={item} context={context} id="preview" />;
}

const onChange = jest.fn();
/** Opens the pane: the preview is there once its part of the plugin is loaded. */
async function open(element: React.ReactElement): Promise<ReturnType<typeof render>> {
  const view = render(element);
  await act(async () => void (await import('./OptionsPreview')));
  return view;
}
const shown = (): HTMLElement => screen.getByRole('group', { name: 'Preview of the panel' });
const names = (): string[] =>
  within(shown())
    .getAllByRole('treeitem')
    .map((row) => (row.getAttribute('aria-label') ?? '').split(',')[0] ?? '');
const status = (): string => screen.getAllByRole('status').at(-1)?.textContent ?? '';
const own = [
  grow([p('init', p('nginx', p('worker'), p('worker'), p('worker')), p('sshd', p('bash', { alertsHigh: 1 })))]),
];

afterEach(cleanup);

describe('the preview of the options', () => {
  it('tells an example where the panel has no processes, and the panel’s own once it has', async () => {
    const { rerender } = await open(preview());
    expect(names()).toContain('procdump64.exe');
    expect(status()).toContain('An example, as it opens: there are no processes yet.');
    rerender(preview({}, own));
    expect(names()).toEqual(['init', 'nginx', 'and 3 more worker', 'sshd', 'bash']);
    expect(status()).toContain('This panel’s data, as it opens.');
  });

  it('shows each option at once: view, columns, order, roll-up, rows open, hosts, time strip, row height', async () => {
    const { rerender } = await open(preview());
    const group = shown();
    const see = (options: Partial<LineageOptions>): void => rerender(preview(options));
    const pressed = (name: string): string | null =>
      within(group).getByRole('button', { name }).getAttribute('aria-pressed');

    expect(pressed('Tree')).toBe('true');
    see({ view: 'graph' });
    expect(pressed('Graph')).toBe('true');

    see({ columns: ['integrity', 'pid'] });
    const headers = within(group).getByRole('button', { name: 'Process' }).parentElement?.textContent;
    expect(headers).toBe('ProcessIntegrityPID');

    expect(names()).toContain('and 9 more chrome.exe');
    see({ rollUp: false });
    expect(names().filter((name) => name === 'chrome.exe')).toHaveLength(10);

    see({ sortBy: 'name' });
    const sorted = names();
    expect(sorted.indexOf('chrome.exe')).toBeLessThan(sorted.indexOf('OUTLOOK.EXE'));

    see({ initialRows: 1 });
    expect(names()).not.toContain('lsass.exe');

    expect(names()).toContain('Host ws-014');
    see({ groupByHost: false });
    expect(names()).not.toContain('Host ws-014');

    expect(within(group).getByTestId('time-brush')).toBeTruthy();
    see({ showTime: false });
    expect(within(group).queryByTestId('time-brush')).toBeNull();

    const height = (): string =>
      within(group).getByRole('tree').parentElement?.parentElement?.style.getPropertyValue('--row-height') ?? '';
    expect(height()).toBe('24px');
    see({ density: 'comfortable' });
    expect(height()).toBe('30px');
  });

  it('shows the detail where it is always open, of the process that the panel opens on', async () => {
    const { rerender } = await open(preview());
    expect(screen.queryByRole('complementary')).toBeNull();
    rerender(preview({ detail: 'always' }));
    expect(within(screen.getByRole('complementary')).getByText('Office starts a shell')).toBeTruthy();
  });

  it('changes nothing around it: no option, no variable, no query', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    const partial = jest.spyOn(locationService, 'partial').mockImplementation(() => undefined);
    await open(preview({ setVariable: true, detail: 'always' }));
    jest.advanceTimersByTime(1000);
    jest.useRealTimers();
    expect(onChange).not.toHaveBeenCalled();
    expect(partial).not.toHaveBeenCalled();
    partial.mockRestore();
  });

  it('is a still picture for mouse, keys and screen readers, with a button to read it in its actual size', async () => {
    await open(preview());
    const group = shown();
    expect(within(group).getByRole('tree').closest('[inert]')).not.toBeNull();
    expect(group.getAttribute('aria-describedby')).toBe(screen.getAllByRole('status').at(-1)?.id);
    fireEvent.click(within(group).getByRole('button', { name: 'Actual size' }));
    expect(within(group).getByRole('region', { name: 'The preview in its actual size' }).tabIndex).toBe(0);
    fireEvent.click(within(group).getByRole('button', { name: 'Whole panel' }));
    expect(within(group).queryByRole('region')).toBeNull();
  });
});

describe('the room of the preview', () => {
  it('is as wide as the columns that were chosen need, with the detail beside them', () => {
    const few = previewRoom({ ...defaultOptions, columns: ['alerts'] });
    const some = previewRoom(defaultOptions);
    const detailed = previewRoom({ ...defaultOptions, detail: 'always' });
    const all = previewRoom({ ...defaultOptions, columns: [...columnNames], detail: 'always' });
    const widths = [few, some, detailed, all].map(({ width }) => width);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(4);
    expect(all.width).toBeLessThan(2400);
  });
});

describe('the preview in words', () => {
  it('says what the picture shows', () => {
    expect(pictureInWords(defaultOptions)).toBe(
      'Tree, compact rows, siblings by start time, about 60 rows open, equal siblings rolled up, grouped by host, with the time strip. Columns: Alerts, Why, User, Started, Lifetime.',
    );
    const bare = { ...defaultOptions, rollUp: false, groupByHost: false, showTime: false, columns: [] };
    expect(pictureInWords(bare)).toBe(
      'Tree, compact rows, siblings by start time, about 60 rows open, every sibling by itself. No columns beside the process.',
    );
  });

  it('says what no picture shows: where a selection and the menu lead', () => {
    expect(effectsInWords({ ...defaultOptions, setVariable: true, triageDashboard: '' })).toBe(
      'Selecting a process sets ${proc_guid}. The menu of a process leads to hunts in /d/hb-hunt.',
    );
    const nowhere = { ...defaultOptions, huntDashboard: '', triageDashboard: '', setVariable: true, variable: '' };
    expect(effectsInWords(nowhere)).toBe('');
  });
});
