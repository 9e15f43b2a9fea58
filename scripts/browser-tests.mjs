// `npm run test:browser`: the whole product with its demo, and panels alone on the page of their cases, driven in a real Chromium.
// Prints one line a test; `npm run test:browser -- TEXT` runs those whose title holds the text.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from './browser/chromium.mjs';
import { startStack, waitFor } from './browser/stack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['packages/preview/browser-tests', 'plugins/huntboard-lineage-panel/browser-tests'].map((path) =>
  join(root, path),
);
const failuresFolder = join(root, 'dist/browser-failures');
const wanted = process.argv[2];

// What the tests run against; started when the first of them needs it. A suite says which by `export const stage`.
const stages = {
  stack: () => startStack({ echo: process.env.HUNTBOARD_ECHO === '1' }),
  cases: async () => {
    const { serveCases } = await import('../plugins/huntboard-lineage-panel/cases/serve.mjs');
    const { url, stop } = await serveCases();
    return { baseUrl: url, stop };
  },
};
const started = new Map();
const stageOf = (name) => {
  if (!started.has(name)) started.set(name, stages[name]());
  return started.get(name);
};
const browser = await launchChromium();
let passed = 0;
let failed = 0;
try {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.mjs'))
      .sort()
      .map((name) => join(folder, name)),
  );
  for (const file of files) {
    const suite = await import(pathToFileURL(file).href);
    for (const [name, test] of Object.entries(suite.tests)) {
      const title = `${basename(file, '.test.mjs')}: ${name}`;
      if (wanted !== undefined && !title.includes(wanted)) continue;
      const stage = await stageOf(suite.stage ?? 'stack');
      const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      try {
        await test({ page, context, stage, baseUrl: stage.baseUrl, assert, waitFor });
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
  for (const stage of started.values()) await (await stage).stop();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
