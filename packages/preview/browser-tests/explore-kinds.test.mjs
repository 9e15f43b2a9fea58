// Every kind of query built twice from an empty panel, with the mouse and with the keyboard alone, and rows of the demo that answer it.
import { asked, editor, kind, openExplore, rowsOf } from './explore-driver.mjs';

const KINDS = ['Events', 'Time series', 'Rarity', 'Sequence', 'Lineage', 'Alerts', 'Sigma', 'SQL'];

/** Goes on by Tab until the element has the focus; out of a code editor, where Tab indents, by Escape and Tab. */
async function tabTo(page, target) {
  await target.waitFor();
  for (let step = 0; step < 80; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))) return; // prettier-ignore
    if (await page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null))
      await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there');
}

/** The two ways to build a query: how to get somewhere, to take an option, to press a button, to choose a kind. */
const ways = {
  mouse: {
    reach: (_, target) => target.click({ force: true }),
    take: (page, text) =>
      page
        .getByRole('option')
        .filter({ has: page.getByText(text, { exact: true }) })
        .first()
        .click(),
    press: (_, target) => target.click(),
    choose: (page, name) => kind(page, name).click({ force: true }),
  },
  keyboard: {
    reach: tabTo,
    take: async (page, text) => {
      const wanted = page
        .getByRole('option')
        .filter({ has: page.getByText(text, { exact: true }) })
        .first();
      await wanted.waitFor();
      let steps = 0;
      do {
        await page.keyboard.press('ArrowDown');
        steps += 1;
      } while (steps < 20 && (await wanted.getAttribute('aria-selected')) !== 'true');
      await page.keyboard.press('Enter');
    },
    press: async (page, target) => {
      await tabTo(page, target);
      await page.keyboard.press('Enter');
    },
    choose: async (page, name) => {
      await tabTo(page, kind(page, 'Events'));
      for (let step = 0; step < KINDS.indexOf(name); step += 1) await page.keyboard.press('ArrowRight');
    },
  },
};

const contains = (page, name = 'Contains') => editor(page).getByRole('textbox', { name, exact: true });

/** Types a text into a field and says that it is done. */
async function say(page, { reach }, target, text) {
  await reach(page, target);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** For each kind: what is done, and by which query it is known. */
const builds = {
  Events: [
    (page, way) => say(page, way, contains(page), 'powershell'),
    ({ kind: name, search }) => name === 'events' && search === 'powershell',
  ],
  'Time series': [
    async (page, way) => {
      await way.reach(page, editor(page).getByRole('combobox', { name: 'By', exact: true }));
      await page.keyboard.type('host');
      await way.take(page, 'host');
      // The choice counts when the list closes.
      await page.keyboard.press('Tab');
    },
    ({ groupBy }) => groupBy?.[0] === 'host',
  ],
  Rarity: [
    (page, way) => say(page, way, contains(page), 'powershell'),
    ({ kind: name, search }) => name === 'rarity' && search === 'powershell',
  ],
  Sequence: [
    async (page, way) => {
      await say(page, way, contains(page, 'Step 1 Contains'), 'powershell');
      await say(page, way, contains(page, 'Step 2 Contains'), 'exe');
    },
    ({ steps }) => steps?.[0]?.search === 'powershell' && steps[1]?.search === 'exe',
  ],
  Lineage: [async () => undefined, ({ kind: name }) => name === 'lineage'],
  Alerts: [async () => undefined, ({ kind: name }) => name === 'alerts'],
  Sigma: [
    async (page, way) => {
      // Past the editor, not before it is there.
      await editor(page).locator('.monaco-editor textarea').first().waitFor({ state: 'attached' });
      await way.press(page, editor(page).getByRole('button', { name: 'Example' }));
    },
    ({ rule }) => rule?.length > 0,
  ],
  SQL: [
    async (page, way) => {
      await editor(page).locator('.monaco-editor').first().waitFor();
      await way.reach(page, editor(page).locator('.monaco-editor').first());
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText('SELECT host, count() FROM events WHERE $__timeFilter(ts) GROUP BY host');
      await page.keyboard.press('Control+Enter');
    },
    ({ sql }) => sql?.endsWith('GROUP BY host'),
  ],
};

export const tests = Object.fromEntries(
  Object.entries(ways).flatMap(([by, way]) =>
    Object.entries(builds).map(([name, [build, holds]]) => [
      `kind ${name} from an empty panel by ${by}`,
      async ({ page, baseUrl, assert }) => {
        await openExplore(page, baseUrl);
        const found = await asked(
          page,
          async () => {
            await way.choose(page, name);
            await build(page, way);
          },
          holds,
        );
        assert.equal(found.error, undefined);
        assert.ok(rowsOf(found) > 0, 'the demo answers it');
      },
    ]),
  ),
);
