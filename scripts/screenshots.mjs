// `npm run screenshots`: pictures of every page for the documentation, dark and light, from a fresh demo.
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
  overview: '/d/hb-overview',
  hunt: '/d/hb-hunt',
  lineage: '/d/hb-lineage',
  health: '/d/hb-health',
};

mkdirSync(folder, { recursive: true });
const stack = await startStack({ echo: true });
const browser = await launchChromium();
try {
  for (const theme of ['dark', 'light']) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, colorScheme: theme });
    for (const [name, path] of Object.entries(pages)) {
      const page = await context.newPage();
      await page.goto(`${stack.baseUrl}${path}?theme=${theme}`);
      await page.waitForSelector(
        path === '/' ? '[data-testid="dashboard-card"]' : '[data-testid="dashboard"][aria-busy="false"]',
        { timeout: 60_000 },
      );
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(settleMs);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      await page.close();
    }
    await context.close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
