// The editor of each kind of query, dark and light, as axe sees it; and in a language other than English.
import { violations } from './axe.mjs';
import { kind, openExplore } from './explore-driver.mjs';

const EDITOR = '[data-testid="query-editor"]';
const KINDS = ['Events', 'Time series', 'Rarity', 'Sequence', 'Lineage', 'Alerts', 'Sigma', 'SQL'];

export const tests = {
  ...Object.fromEntries(
    ['dark', 'light'].map((theme) => [
      `axe finds nothing in the editor of any kind (${theme})`,
      async ({ page, baseUrl, assert }) => {
        await openExplore(page, `${baseUrl}`, undefined, { theme });
        for (const name of KINDS) {
          await kind(page, name).click({ force: true });
          await page.getByTestId('query-cost').waitFor({ state: 'attached' });
          if (name === 'SQL' || name === 'Sigma') await page.locator(`${EDITOR} .monaco-editor`).first().waitFor();
          assert.deepEqual(await violations(page, EDITOR), [], name);
        }
      },
    ]),
  ),

  'the editors speak German': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl, undefined, { lang: 'de-DE' }, 'Ereignisse');
    const text = await page.locator(EDITOR).innerText();
    assert.match(text, /Ereignisse/);
    assert.doesNotMatch(text, /[a-z]+\.[a-z]+\.[a-z-]+/, 'no key of a text stands where its text should');
  },
};
