// Makes the pictures of the cases with the built panel in Chromium: `node cases/pictures.mjs [NAME…] [--theme light] [--out DIR]`.
// @ts-check
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../../scripts/browser/chromium.mjs';
import { serveCases } from './serve.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { theme: { type: 'string', default: 'dark' }, out: { type: 'string' } },
});
const out = values.out ?? fileURLToPath(new URL('pictures', import.meta.url));
mkdirSync(out, { recursive: true });
const served = await serveCases();
const browser = await launchChromium();
let failed = 0;
try {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  const list = await context.newPage();
  await list.goto(served.url);
  await list.waitForFunction(() => 'lineageCases' in window);
  /** @type {string[]} */
  const known = await list.evaluate(() => Reflect.get(window, 'lineageCases'));
  await list.close();
  for (const name of positionals.length > 0 ? positionals : known) {
    const page = await context.newPage();
    /** @type {string[]} */
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    try {
      await page.goto(`${served.url}/?case=${name}&theme=${values.theme}`);
      await page.waitForFunction(() => document.documentElement.dataset['drawn'] !== undefined);
      await page.evaluate(() => document.fonts.ready);
      const keys = JSON.parse(await page.evaluate(() => document.documentElement.dataset['keys'] ?? '[]'));
      if (keys.length > 0) await page.locator('[data-lineage-keys]').first().focus();
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForTimeout(250);
      await page
        .locator('#root > section, #root section')
        .first()
        .screenshot({ path: join(out, `${name}.png`) });
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
      process.stdout.write(`${name}\n`);
    } catch (error) {
      failed += 1;
      process.stdout.write(`not drawn: ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await served.stop();
}
process.exit(failed === 0 ? 0 : 1);
