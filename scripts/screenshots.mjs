// `npm run screenshots`: pictures of every page for the documentation, dark and light, from a fresh demo.
// `-- --url URL` takes them of a preview that runs, `-- --only NAME` of one page.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './browser/chromium.mjs';
import { startStack } from './browser/stack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'docs/pictures');
// Charts draw in the frame after their data.
const settleMs = 1500;
const pages = {
  home: '/',
  day: '/d/hb-day',
  triage: '/d/hb-triage',
  overview: '/d/hb-overview',
  kpis: '/d/hb-kpis',
  hunt: '/d/hb-hunt',
  'hunt-filtered': '/d/hb-hunt?var-filters=LogonType%7C%3D%7C3&var-filters=host%7C%3D%7Cfs01',
  lineage: '/d/hb-lineage',
  host: '/d/hb-host?var-host=ws-01',
  user: '/d/hb-user?var-user=NORDWIND%5Canna.berg',
  executables: '/d/hb-executables',
  egress: '/d/hb-egress',
  logons: '/d/hb-logons',
  powershell: '/d/hb-powershell',
  linux: '/d/hb-linux',
  detections: '/d/hb-detections',
  health: '/d/hb-health',
  rows: '/d/hb-rows',
};
const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const wanted = option('only');
const running = option('url');

const rule = String.raw`title: Encoded PowerShell
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\powershell.exe'
    CommandLine|contains: ' -enc'
  condition: selection
level: high
`;
const sql = [
  'SELECT $__timeInterval(ts) AS time, host, count() AS events',
  'FROM events',
  'WHERE $__timeFilter(ts) AND $__filters',
  'GROUP BY time, host',
  'ORDER BY time',
].join('\n');
const powershell = { field: 'Image', operator: 'endswith', value: '\\powershell.exe' };
const anyOption = [' -enc', ' -NoP'].map((value) => ({ field: 'CommandLine', operator: 'contains', value }));
/** The editor of each kind of query, with an answer. */
const queries = {
  events: { kind: 'events', categories: ['process'], filters: [powershell, { any: anyOption }] },
  logs: { kind: 'events', format: 'logs', categories: ['network'] },
  timeseries: { kind: 'timeseries', groupBy: ['category'], top: 5 },
  rarity: { kind: 'rarity', field: 'Image', maxHosts: 1 },
  sequence: {
    kind: 'sequence',
    by: ['host'],
    steps: [
      { name: 'PowerShell', categories: ['process'], search: 'powershell' },
      { name: 'connection', categories: ['network'] },
    ],
  },
  lineage: { kind: 'lineage', hosts: ['ws-01'] },
  alerts: { kind: 'alerts' },
  sigma: { kind: 'sigma', rule },
  sql: { kind: 'sql', format: 'timeseries', sql },
};

mkdirSync(folder, { recursive: true });
const stack =
  running === undefined ? await startStack({ echo: true }) : { baseUrl: running, stop: async () => undefined };
const browser = await launchChromium();
try {
  for (const theme of ['dark', 'light']) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, colorScheme: theme });
    for (const [name, path] of Object.entries(pages)) {
      if (wanted !== undefined && name !== wanted) continue;
      const page = await context.newPage();
      const address = new URL(path, stack.baseUrl);
      address.searchParams.set('theme', theme);
      await page.goto(address.href);
      await page.waitForSelector(
        path === '/' ? '[data-testid="dashboard-card"]' : '[data-testid="dashboard"][aria-busy="false"]',
        { timeout: 60_000 },
      );
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(settleMs);
      // Before the first question is asked nothing is busy either: only a board that still rests now has its answers.
      if (path !== '/')
        await page.waitForSelector('[data-testid="dashboard"][aria-busy="false"]', { timeout: 120_000 });
      await page.waitForTimeout(settleMs);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      await page.close();
    }
    for (const [name, query] of Object.entries(queries)) {
      if (wanted !== undefined && wanted !== `query-${name}`) continue;
      const page = await context.newPage();
      const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
      await page.goto(`${stack.baseUrl}/explore?theme=${theme}&query=${encodeURIComponent(JSON.stringify(query))}`);
      await answered;
      await page.getByTestId('query-cost').getByText(/reads/).waitFor();
      await page.waitForTimeout(settleMs);
      await page.screenshot({ path: join(folder, `query-${name}-${theme}.png`) });
      await page.close();
    }
    if (wanted === undefined || wanted === 'live-tail') {
      const page = await context.newPage();
      await page.goto(
        `${stack.baseUrl}/explore?theme=${theme}&query=${encodeURIComponent(JSON.stringify({ kind: 'events', format: 'logs' }))}`,
      );
      await page.getByRole('button', { name: 'Live', exact: true }).click();
      // The company of the demo lives on: its next events come within seconds.
      await page
        .getByTestId('live-amount')
        .getByText(/^\d{2,} events/)
        .waitFor({ timeout: 120_000 });
      await page.mouse.move(0, 0);
      await page.waitForTimeout(settleMs);
      await page.screenshot({ path: join(folder, `live-tail-${theme}.png`) });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
