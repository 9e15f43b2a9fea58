// `npm run test:browser`: the whole product with its demo, driven in a real Chromium. Prints one line a test.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from './browser/chromium.mjs';
import { startStack, waitFor } from './browser/stack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'packages/preview/browser-tests');
const failuresFolder = join(root, 'dist/browser-failures');
const wanted = process.argv[2];

const stack = await startStack({ echo: process.env.HUNTBOARD_ECHO === '1' });
const browser = await launchChromium();
let passed = 0;
let failed = 0;
try {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.test.mjs'))
    .sort()) {
    const suite = await import(pathToFileURL(join(folder, file)).href);
    for (const [name, test] of Object.entries(suite.tests)) {
      const title = `${file.replace('.test.mjs', '')}: ${name}`;
      if (wanted !== undefined && !title.includes(wanted)) continue;
      const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      try {
        await test({ page, context, baseUrl: stack.baseUrl, assert, waitFor });
        assert.deepEqual(complaints, [], 'the console is free of errors');
        passed += 1;
        process.stdout.write(`ok ${title}\n`);
      } catch (error) {
        failed += 1;
        mkdirSync(failuresFolder, { recursive: true });
        await page
          .screenshot({ path: join(failuresFolder, `${title.replaceAll(/[^a-z0-9]+/gi, '-')}.png`) })
          .catch(() => undefined);
        process.stdout.write(`not ok ${title}\n${String(error.stack ?? error)}\n`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await stack.stop();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
