// Every board, and the pages around them, as a whole: what axe finds in the dark and in the light.
import { violations } from './axe.mjs';

const SETTLED = '[data-testid="dashboard"][aria-busy="false"]';
/** Boards that stay empty without a choice, with one. */
const CHOICES = { 'hb-host': 'var-host=ws-01', 'hb-user': 'var-user=NORDWIND%5Canna.berg' };
/** Taller than any board: all of its panels are in sight and drawn. */
const VIEWPORT = { width: 1440, height: 7000 };
const PAGES = ['/', '/explore', '/datasource'];

/** The addresses of all boards. */
async function boards(baseUrl) {
  const hits = await (await fetch(`${baseUrl}/api/search`)).json();
  return hits.map(({ uid }) => `/d/${uid}?${CHOICES[uid] ?? ''}`);
}

/** Opens a page and waits until nothing is asked any more: variables have their values, panels their answers. */
async function openWhole(page, baseUrl, path, theme) {
  const address = new URL(path, baseUrl);
  address.searchParams.set('theme', theme);
  const isBoard = path.startsWith('/d/');
  const answered = isBoard ? page.waitForResponse((response) => response.url().includes('/api/ds/query')) : undefined;
  await page.goto(address.href);
  await answered;
  // The code of a page comes after the page.
  for (const part of ['main', 'h1']) await page.waitForSelector(part, { state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('[aria-label*="Loading"]') === null);
  if (isBoard) await page.waitForSelector(SETTLED);
}

/** Colours are all that the theme changes: in the light nothing else is looked for again. */
const RULES = { dark: undefined, light: ['color-contrast', 'link-in-text-block'] };

export const tests = {
  ...Object.fromEntries(
    Object.entries(RULES).map(([theme, rules]) => [
      `axe finds nothing on any board or page (${theme})`,
      async ({ page, baseUrl, assert }) => {
        await page.setViewportSize(VIEWPORT);
        const paths = [...PAGES, ...(await boards(baseUrl))];
        assert.ok(paths.length > PAGES.length + 10, `${paths.length} pages`);
        for (const path of paths) {
          await openWhole(page, baseUrl, path, theme);
          assert.deepEqual(await violations(page, 'html', rules), [], path);
        }
      },
    ]),
  ),

  'long texts of the handover and the notes go on in the next line': async ({ page, baseUrl, assert }) => {
    await page.setViewportSize(VIEWPORT);
    await openWhole(page, baseUrl, '/d/hb-day', 'dark');
    for (const title of ['Handover', 'Notes of the shifts']) {
      const table = page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) }).last();
      const heights = await table
        .getByRole('gridcell')
        .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().height));
      assert.ok(Math.max(...heights) > 2 * Math.min(20, ...heights), `${title}: ${heights}`);
    }
  },
};
