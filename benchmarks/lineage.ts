// The lineage panel in a real browser: the built panel, first paint, main-thread CPU a frame, heap, at 1k, 10k and 100k processes.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Session {
  send(method: string, options?: object): Promise<{ metrics: { name: string; value: number }[] }>;
}
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(script: string): Promise<T>;
  waitForFunction(script: string): Promise<unknown>;
  close(): Promise<void>;
  context(): { newCDPSession(page: Page): Promise<Session> };
}
interface Browser {
  newPage(options: object): Promise<Page>;
  close(): Promise<void>;
}

const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(process.cwd(), path)).href) as Promise<T>;

const views = ['tree', 'graph', 'timeline'] as const;
type View = (typeof views)[number];
const sizes = [1000, 10_000, 100_000] as const;
const frames = 60;

/** CPU a frame, ms, and first paint, ms: the bars of the house, by number of processes. */
const bars: Readonly<Record<number, { readonly paint: number; readonly frame: number; readonly heap: number }>> = {
  10_000: { paint: 400, frame: 8, heap: 150 },
  100_000: { paint: 1000, frame: 10, heap: 150 },
};

/**
 * Runs in the page. A workstation's tree: a few parents with hundreds of equal children, build tools that start many short ones,
 * chains of eight, an alert among five hundred.
 */
const helpers = `
window.makeFrames = (count) => {
  const names = ['svchost.exe', 'chrome.exe', 'conhost.exe', 'git.exe', 'node.exe', 'cl.exe', 'dllhost.exe', 'RuntimeBroker.exe'];
  const users = ['SYSTEM', 'CORP\\\\nora', 'NETWORK SERVICE'];
  const noon = Date.UTC(2026, 2, 14, 12);
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const columns = { id: [], parentId: [], name: [], image: [], host: [], pid: [], start: [], end: [], commandLine: [], user: [], alertsCritical: [], alertsHigh: [], alertsLow: [] };
  for (let i = 0; i < count; i++) {
    const parent = i === 0 ? -1 : random() < 0.5 ? Math.floor(random() * Math.min(i, 40)) : Math.max(0, i - 1 - Math.floor(random() * 60));
    const name = names[i % names.length];
    columns.id.push('00000000-0000-0000-0000-' + String(i + 1).padStart(12, '0'));
    columns.parentId.push(parent < 0 ? null : '00000000-0000-0000-0000-' + String(parent + 1).padStart(12, '0'));
    columns.name.push(name);
    columns.image.push('C:\\\\Windows\\\\System32\\\\' + name);
    columns.host.push('ws-014');
    columns.pid.push(100 + 4 * i);
    columns.start.push(noon + i * 50);
    columns.end.push(i % 5 === 0 ? null : noon + i * 50 + 20000);
    columns.commandLine.push(name + ' --session ' + i + ' --flag value-' + (i % 997));
    columns.user.push(users[i % 3]);
    columns.alertsCritical.push(i === Math.floor(count * 0.8) ? 1 : 0);
    columns.alertsHigh.push(i % 4999 === 77 ? 1 : 0);
    columns.alertsLow.push(i % 499 === 3 ? 1 : 0);
  }
  const types = { pid: 'number', start: 'time', end: 'time', alertsCritical: 'number', alertsHigh: 'number', alertsLow: 'number' };
  const fields = Object.entries(columns).map(([name, values]) => ({ name, type: types[name] ?? 'string', config: {}, values }));
  return [{ name: 'processes', fields, length: count }];
};
window.nextFrame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
window.tree = () => document.querySelector('[role="tree"]');
window.press = (key) => tree().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
window.wheel = (deltaY, ctrlKey) => {
  const box = tree().getBoundingClientRect();
  tree().dispatchEvent(new WheelEvent('wheel', { deltaY, ctrlKey, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, bubbles: true, cancelable: true }));
};
window.type = (text) => {
  const input = document.querySelector('[aria-label="Search processes"]');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
window.acts = {
  scroll: (i) => { const at = tree(); if (at.scrollHeight > at.clientHeight + 40) at.scrollTop += i % 30 < 15 ? 96 : -96; else wheel(i % 30 < 15 ? 60 : -60, false); },
  zoom: (i) => wheel(i % 30 < 15 ? -80 : 80, true),
  // Begins folded, see foldAtParent: each frame unfolds a family or folds it.
  expand: (i) => press(i % 2 === 0 ? 'ArrowRight' : 'ArrowLeft'),
  walk: (i) => press(i % 30 < 15 ? 'ArrowDown' : 'ArrowUp'),
  // Ten strokes a second, which is fast.
  type: (i) => i % 6 === 0 && type('svchost --session 12345'.slice(0, 1 + ((i / 6) % 23))),
};
window.foldAtParent = async () => {
  for (let i = 0; i < 20; i++) {
    const at = document.getElementById(tree().getAttribute('aria-activedescendant'));
    if (at?.getAttribute('aria-expanded') === 'false') return;
    press('ArrowLeft');
    await nextFrame();
    await nextFrame();
  }
  throw new Error('There is nothing to fold.');
};
// Goes on counting from one run to the next, so that a single frame is any frame.
window.tick = 0;
window.runFrames = async (act, count) => {
  const times = [];
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    acts[act](tick++);
    await nextFrame();
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
};
`;

const round = (value: number): number => Math.round(value * 10) / 10;
const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
};

interface Figures {
  readonly cpuMs: number;
  readonly cpuP50: number;
  readonly cpuP95: number;
  readonly frameP50: number;
  readonly frameP95: number;
}

async function metric(session: Session, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((one) => one.name === name)?.value ?? NaN;
}

/** CPU of the main thread a frame while an action is repeated, and the time between frames. */
async function measure(page: Page, session: Session, act: string): Promise<Figures> {
  await page.evaluate('tick = 0');
  if (act === 'expand') await page.evaluate('foldAtParent()');
  await page.evaluate(`runFrames('${act}', 8)`);
  const before = await metric(session, 'TaskDuration');
  const times = await page.evaluate<number[]>(`runFrames('${act}', ${frames})`);
  const cpuMs = ((await metric(session, 'TaskDuration')) - before) * (1000 / frames);
  const single: number[] = [];
  for (let i = 0; i < 24; i++) {
    const from = await metric(session, 'TaskDuration');
    await page.evaluate(`runFrames('${act}', 1)`);
    single.push(((await metric(session, 'TaskDuration')) - from) * 1000);
  }
  return {
    cpuMs: round(cpuMs),
    cpuP50: round(quantile(single, 0.5)),
    cpuP95: round(quantile(single, 0.95)),
    frameP50: round(quantile(times, 0.5)),
    frameP95: round(quantile(times, 0.95)),
  };
}

const actsOf = (view: View): readonly string[] =>
  view === 'tree' ? ['scroll', 'walk', 'expand', 'type'] : ['scroll', 'zoom', 'walk', 'expand', 'type'];

interface Case {
  readonly view: View;
  readonly processes: number;
  readonly open: 'story' | 'all';
}

async function run(browser: Browser, url: string, { view, processes, open }: Case): Promise<object> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  const session = await page.context().newCDPSession(page);
  try {
    await page.goto(`${url}/?case=none&width=1400&height=800`);
    await page.waitForFunction('window.drawLineage !== undefined');
    await page.evaluate(helpers);
    // The panel's code has run before in any dashboard that is looked at twice.
    await page.evaluate(
      `(async () => { drawLineage(makeFrames(200), { view: '${view}' }); await nextFrame(); await nextFrame(); })()`,
    );
    await page.evaluate(`window.given = makeFrames(${processes})`);
    // CPU of the thread, not time of the wall: other programs share the machine.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await session.send('HeapProfiler.collectGarbage');
    const empty = await metric(session, 'JSHeapUsedSize');
    const before = await metric(session, 'TaskDuration');
    const paintMs = await page.evaluate<number>(`(async () => {
      const from = performance.now();
      drawLineage(given, { view: '${view}', initialRows: ${open === 'all' ? processes : 60}, rollUp: ${open === 'story'} });
      while (tree() === null) await nextFrame();
      await nextFrame();
      return performance.now() - from;
    })()`);
    const paintCpuMs = ((await metric(session, 'TaskDuration')) - before) * 1000;
    await page.evaluate(`tree().focus(); press('ArrowDown'); press('ArrowDown')`);
    const figures: Record<string, Figures> = {};
    for (const act of actsOf(view)) figures[act] = await measure(page, session, act);
    await session.send('HeapProfiler.collectGarbage');
    const heap = await metric(session, 'JSHeapUsedSize');
    return {
      view,
      processes,
      open,
      paintMs: round(paintMs),
      paintCpuMs: round(paintCpuMs),
      heapMB: round(heap / 1e6),
      heapOfPanelMB: round((heap - empty) / 1e6),
      ...figures,
    };
  } finally {
    await page.close();
  }
}

async function main(): Promise<void> {
  const { serveCases } = await load<{ serveCases(): Promise<{ url: string; stop(): Promise<void> }> }>(
    'plugins/huntboard-lineage-panel/cases/serve.mjs',
  );
  const { launchChromium } = await load<{ launchChromium(): Promise<Browser> }>('scripts/browser/chromium.mjs');
  const [onlyView, onlySize] = process.argv.slice(2).filter((option) => !option.startsWith('-'));
  const served = await serveCases();
  const browser = await launchChromium();
  const results: Record<string, unknown>[] = [];
  try {
    for (const processes of sizes) {
      for (const view of views) {
        for (const open of ['story', 'all'] as const) {
          if (onlyView !== undefined && onlyView !== view) continue;
          if (onlySize !== undefined && Number(onlySize) !== processes) continue;
          const result = (await run(browser, served.url, { view, processes, open })) as Record<string, unknown>;
          results.push(result);
          process.stdout.write(`${JSON.stringify(result)}\n`);
        }
      }
    }
  } finally {
    await browser.close();
    await served.stop();
  }
  process.stdout.write(`${JSON.stringify({ benchmark: 'lineage', bars, results })}\n`);
}

void main();
