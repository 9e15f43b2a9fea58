// What an analyst does with the panel, on the page of its cases: the built panel in a real browser, on frames made here.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export const stage = 'cases';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const noon = Date.UTC(2026, 2, 14, 12);

/** Opens a case; resolves when its tree is there. */
async function open(page, baseUrl, name, parameters = '') {
  await page.goto(`${baseUrl}/?case=${name}${parameters}`);
  await page.locator('[data-lineage-keys]').first().waitFor();
}

/** Opens the page and draws frames of rows: `{ name, rows }`. */
async function draw(page, baseUrl, frames, options = {}) {
  await page.goto(`${baseUrl}/?case=none&width=1300&height=700`);
  await page.waitForFunction(() => window.drawLineage !== undefined);
  await page.evaluate(
    ([given, chosen]) => {
      window.toFrames = (list) =>
        list.map(({ name, rows }) => {
          const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
          const typeOf = (column) =>
            ['start', 'end', 'time'].includes(column) ? 'time' : column === 'pid' ? 'number' : 'string';
          const fields = columns.map((column) => ({
            name: column,
            type: typeOf(column),
            config: {},
            values: rows.map((row) => row[column] ?? null),
          }));
          return { name, fields, length: rows.length };
        });
      window.drawLineage(window.toFrames(given), chosen);
    },
    [frames, options],
  );
  await page.locator('[data-lineage-keys]').first().waitFor();
}

const rowsOf = (count, row) => [
  {
    name: 'processes',
    rows: Array.from({ length: count }, (_, index) => ({
      id: `p${index}`,
      host: 'h',
      pid: index,
      start: noon + index * 1000,
      ...row(index),
    })),
  },
];
const tree = (page) => page.getByRole('tree');
const item = (page, name) => page.getByRole('treeitem', { name });
const selected = (page) => page.getByRole('treeitem', { selected: true }).first().getAttribute('aria-label');

async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations: found } = await window.axe.run(document.querySelector('#root section'), {
      // The page around the panel is the dashboard's.
      rules: {
        region: { enabled: false },
        'page-has-heading-one': { enabled: false },
        'heading-order': { enabled: false },
      },
    });
    return found.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.html)
          .join(' | ')
          .slice(0, 600)}`,
    );
  });
}

export const tests = {
  'opens on the story, the mouse folds and opens': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await item(page, /^procdump64/).waitFor();
    await item(page, /^powershell/)
      .getByTestId('toggle')
      .click();
    await item(page, /^procdump64/).waitFor({ state: 'detached' });
    await item(page, /^powershell/)
      .getByTestId('toggle')
      .click();
    await item(page, /^procdump64/).waitFor();
    assert.equal(await page.getByRole('complementary').count(), 0, 'no detail before a process is chosen');
  },

  'a roll-up opens into its processes': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    assert.equal(await item(page, /^chrome.exe, process/).count(), 1);
    await item(page, /^and 9 more chrome.exe/)
      .getByTestId('toggle')
      .click();
    await page.waitForFunction(() => document.querySelectorAll('[aria-label^="chrome.exe, process"]').length >= 9);
  },

  'keys move, open, focus, step through alerts and close': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await tree(page).focus();
    await page.keyboard.press('Home');
    assert.match(await selected(page), /^explorer.exe/);
    await page.keyboard.press('ArrowLeft');
    await item(page, /^OUTLOOK/).waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    assert.match(await selected(page), /^WINWORD.EXE/);
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('complementary', { name: 'Process detail' });
    await detail.getByText('DownloadString').waitFor();
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    assert.match(await selected(page), /^powershell.exe/);
    const active = await tree(page).getAttribute('aria-activedescendant');
    assert.match(await page.locator(`[id="${active}"]`).getAttribute('aria-label'), /^powershell.exe/);
  },

  'search finds, steps and clears': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await tree(page).focus();
    await page.keyboard.press('/');
    await page.keyboard.type('lsass');
    await page.getByRole('status').getByText('1/2').waitFor();
    assert.match(await selected(page), /^procdump64/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('2/2').waitFor();
    assert.match(await selected(page), /^lsass/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('textbox', { name: 'Search processes' }).inputValue(), '');
  },

  'filters by level and image keep the way to what they mean': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await tree(page).focus();
    await page.keyboard.press('Shift+F');
    const dialog = page.getByRole('dialog', { name: 'Filters' });
    await dialog.getByRole('radio', { name: 'high +' }).click();
    await page.getByText('2 of 18 processes').waitFor();
    await item(page, /^explorer.exe/).waitFor();
    assert.equal(await item(page, /^chrome.exe/).count(), 0);
    await dialog.getByRole('checkbox', { name: 'procdump64.exe' }).check();
    await page.getByText('1 of 18 processes').waitFor();
    await dialog.getByRole('button', { name: 'Clear all' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('18 processes', { exact: false }).first().waitFor();
    assert.equal(await dialog.count(), 0);
  },

  'the brush narrows the time, by mouse and by key': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    const strip = page.getByTestId('time-brush');
    const box = await strip.boundingBox();
    await page.mouse.move(box.x + box.width * 0.25, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.55, box.y + 12, { steps: 6 });
    await page.mouse.up();
    await page.getByText(/\d+ of 18 processes/).waitFor();
    await strip.dblclick({ position: { x: box.width * 0.4, y: 12 } });
    await page.getByText(/^18 processes/).waitFor();
    const end = page.getByRole('slider', { name: 'End of the shown time' });
    const before = Number(await end.getAttribute('aria-valuenow'));
    await end.focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowLeft');
    await page.getByText(/\d+ of 18 processes/).waitFor();
    assert.ok(Number(await end.getAttribute('aria-valuenow')) < before);
  },

  'selection and folds stay when the view is switched': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await item(page, /^WINWORD/).click();
    await tree(page).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Graph', pressed: true }).waitFor();
    assert.match(await selected(page), /^WINWORD/);
    assert.equal(await item(page, /^powershell/).count(), 0, 'folded in the graph as well');
    await page.keyboard.press('ArrowRight');
    await item(page, /^powershell/).waitFor({ state: 'attached' });
    await page.keyboard.press('3');
    await page.getByRole('button', { name: 'Timeline', pressed: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    assert.match(await selected(page), /^powershell/);
    await page.keyboard.press('1');
    await item(page, /^powershell/)
      .and(page.locator('[aria-selected="true"]'))
      .waitFor();
  },

  'the graph is moved, zoomed and clicked': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-graph');
    const shot = async () => (await page.locator('[data-lineage-keys] canvas').screenshot()).toString('base64');
    const box = await tree(page).boundingBox();
    const before = await shot();
    await page.mouse.move(box.x + 400, box.y + 100);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await page.waitForFunction(() => true);
    const zoomed = await shot();
    assert.notEqual(zoomed, before);
    await page.keyboard.press('0');
    const found = await page.evaluate(() => {
      const { left, top, width, height } = document.querySelector('[role="tree"]').getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
    await page.mouse.move(found.x, found.y);
    await page.mouse.down();
    await page.mouse.move(found.x - 120, found.y, { steps: 4 });
    await page.mouse.up();
    assert.equal(await page.getByRole('treeitem', { selected: true }).count(), 1, 'a drag is no click');
  },

  'pictures, drawing, JSON and text are exported': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    const exported = async (label) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: label }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const png = await exported('Picture (PNG)');
    assert.equal(png.name, 'process-lineage-tree.png');
    assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    const svg = await exported('Drawing (SVG)');
    assert.match(svg.bytes.toString(), /^<svg[\s\S]*procdump64.exe[\s\S]*<\/svg>$/);
    const json = JSON.parse((await exported('Processes (JSON)')).bytes.toString());
    assert.equal(json.length, 18);
    assert.ok(json.some((process) => process.name === 'lsass.exe'));
    assert.match((await exported('Tree (text)')).bytes.toString(), /explorer.exe \(4000\)[\s\S]*└─ procdump64.exe/);
  },

  'the menu offers hunts of this process, with the time kept, and copies': async ({
    page,
    context,
    baseUrl,
    assert,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page, baseUrl, 'macro-document');
    await item(page, /^powershell/).click({ button: 'right' });
    const hash = await page.getByRole('menuitem', { name: 'Hunt this hash' }).getAttribute('href');
    assert.match(hash, /^\/d\/hb-hunt\?var-text=9f914d42[0-9a-f]+&from=\d+&to=\d+$/);
    assert.match(
      await page.getByRole('menuitem', { name: 'Open in Hunt' }).getAttribute('href'),
      /var-host=ws-014&var-proc_guid=shell/,
    );
    await page.getByRole('menuitem', { name: 'Copy as text tree' }).click();
    await page.waitForFunction(async () => /procdump64/.test(await navigator.clipboard.readText()));
    await tree(page).focus();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Copy GUID' }).waitFor();
    await page.keyboard.press('Escape');
  },

  'a selection is told to the panels around': async ({ page, baseUrl, assert }) => {
    await open(page, baseUrl, 'macro-document');
    await item(page, /^procdump64/).click();
    await page.waitForFunction(() => window.lastSelected !== undefined);
    const told = await page.evaluate(() => window.lastSelected);
    assert.equal(told.id, 'dump');
    assert.equal(told.host, 'ws-014');
  },

  'what comes live is added below and moves nothing that is read': async ({ page, baseUrl, assert }) => {
    const frames = (count) =>
      rowsOf(count, (index) => ({ name: `tool${index % 90}-${index}.exe`, parentId: index === 0 ? null : 'p0' }));
    await draw(page, baseUrl, frames(400), { initialRows: 1000 });
    await page.evaluate(() => (document.querySelector('[role="tree"]').scrollTop = 3000));
    const first = () =>
      page.evaluate(() => {
        const at = document.querySelector('[role="tree"]').getBoundingClientRect();
        const row = [...document.querySelectorAll('[role="treeitem"]')]
          .map((one) => ({ label: one.getAttribute('aria-label'), top: one.getBoundingClientRect().top - at.top }))
          .filter(({ top }) => top >= 60)
          .sort((a, b) => a.top - b.top)[0];
        return `${row.label} ${Math.round(row.top)}`;
      });
    await page.waitForFunction(() => {
      const { top } = document.querySelector('[role="tree"]').getBoundingClientRect();
      return [...document.querySelectorAll('[role="treeitem"]')].some(
        (row) => row.getBoundingClientRect().top > top + 200,
      );
    });
    const before = await first();
    const more = frames(400);
    // Older ones come above what is read, newer ones below.
    for (let i = 0; i < 30; i++)
      more[0].rows.push({
        id: `n${i}`,
        parentId: 'p0',
        host: 'h',
        pid: 9000 + i,
        name: `new${i}.exe`,
        start: noon + (i % 2 === 0 ? 10 : 900_000) + i,
      });
    await page.evaluate((given) => window.caseControls.setFrames(window.toFrames(given)), more);
    await page.getByText('430 processes').waitFor();
    assert.equal(await first(), before);
  },

  'ten thousand processes: few elements, search, filters and views in their time': async ({
    page,
    baseUrl,
    assert,
  }) => {
    await open(page, baseUrl, 'ten-thousand');
    assert.ok((await page.getByRole('treeitem').count()) < 80);
    await page.getByRole('textbox', { name: 'Search processes' }).fill('git.exe');
    await page.getByRole('status').getByText('/2,000').waitFor();
    await page.getByRole('textbox', { name: 'Search processes' }).fill('');
    await tree(page).focus();
    await page.keyboard.press('a');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Graph', pressed: true }).waitFor();
    await page.keyboard.press('0');
    await page.keyboard.press('3');
    await page.getByRole('button', { name: 'Timeline', pressed: true }).waitFor();
  },

  'hostile rows neither hang nor break out': async ({ page, baseUrl, assert }) => {
    page.on('dialog', () => assert.fail('a script ran'));
    await open(page, baseUrl, 'markup', '&width=1000');
    assert.equal(await page.locator('#root section img, #root section script').count(), 0);
    await item(page, /<script>/).click();
    await page.getByRole('complementary').getByText('onload=alert').first().waitFor();
    await draw(page, baseUrl, [
      {
        name: 'processes',
        rows: [
          { id: 'a', parentId: 'c', name: 'a.exe', host: 'h', pid: 1, start: noon },
          { id: 'b', parentId: 'a', name: 'b.exe', host: 'h', pid: 2, start: noon + 1 },
          {
            id: 'c',
            parentId: 'b',
            name: 'c.exe',
            host: 'h',
            pid: 3,
            start: noon + 2,
            commandLine: `c.exe ${'A'.repeat(10_000_000)}`,
          },
        ],
      },
    ]);
    await item(page, /circle cut/).waitFor();
    await item(page, /^c.exe/).click();
    await page
      .getByRole('complementary')
      .getByText(/more characters/)
      .first()
      .waitFor();
  },

  'a million children of one process are one row, and can be opened': async ({ page, baseUrl, assert }) => {
    await page.goto(`${baseUrl}/?case=none&width=1300&height=700`);
    await page.waitForFunction(() => window.drawLineage !== undefined);
    await page.evaluate((start) => {
      const count = 1_000_001;
      const values = (make) => Array.from({ length: count }, (_, index) => make(index));
      const field = (name, type, make) => ({ name, type, config: {}, values: values(make) });
      window.drawLineage([
        {
          name: 'processes',
          length: count,
          fields: [
            field('id', 'string', (i) => `p${i}`),
            field('parentId', 'string', (i) => (i === 0 ? null : 'p0')),
            field('name', 'string', (i) => (i === 0 ? 'fork.exe' : 'bomb.exe')),
            field('start', 'time', (i) => start + i),
          ],
        },
      ]);
    }, noon);
    await item(page, /^and 1,000,000 more bomb.exe/).waitFor({ timeout: 120_000 });
    assert.equal(await page.getByRole('treeitem').count(), 2);
    await tree(page).focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowRight', 'End']) await page.keyboard.press(key);
    await page.waitForFunction(
      () => document.querySelector('[aria-selected="true"]')?.getAttribute('aria-posinset') === '1000000',
      undefined,
      { timeout: 60_000 },
    );
    assert.ok((await page.getByRole('treeitem').count()) < 100);
  },

  'goes to the process that the variable names, and opens the way to it': async ({ page, baseUrl, assert }) => {
    const chain = rowsOf(30, (index) => ({
      name: `p${index}.exe`,
      ...(index === 0 ? {} : { parentId: `p${index - 1}` }),
    }));
    await draw(page, baseUrl, chain, { initialRows: 1 });
    assert.equal(await item(page, /^p29.exe/).count(), 0);
    await page.evaluate(() => window.caseControls.setFocus('p29'));
    await item(page, /^p29.exe/).waitFor();
    assert.match(await selected(page), /^p29.exe/);
  },

  'data links of the source are offered in the detail and in the menu': async ({ page, baseUrl, assert }) => {
    await draw(
      page,
      baseUrl,
      rowsOf(2, (index) => ({ name: `p${index}.exe` })),
    );
    await page.evaluate((start) => {
      const getLinks = ({ valueRowIndex }) => [
        { title: 'Look it up', href: `/lookup/${valueRowIndex}`, target: '_self' },
      ];
      const field = (name, type, values) => ({ name, type, config: {}, values });
      const id = { ...field('id', 'string', ['a', 'b']), getLinks };
      const fields = [id, field('name', 'string', ['a.exe', 'b.exe']), field('start', 'time', [start, start + 1])];
      window.drawLineage([{ name: 'processes', length: 2, fields }]);
    }, noon);
    await item(page, /^b.exe/).click();
    const link = page.getByRole('complementary').getByRole('link', { name: 'Look it up' });
    assert.equal(await link.getAttribute('href'), '/lookup/1');
    await item(page, /^a.exe/).click({ button: 'right' });
    assert.equal(await page.getByRole('menuitem', { name: 'Look it up' }).getAttribute('href'), '/lookup/0');
  },

  'the alerts of a process lead to the queue and to an exception': async ({ page, baseUrl, assert }) => {
    const alert = {
      processId: 'a',
      host: 'h',
      level: 'high',
      time: noon,
      ruleId: 'r1',
      title: 'Shell from a document',
    };
    const processes = { name: 'processes', rows: [{ id: 'a', name: 'a.exe', host: 'h', pid: 1, start: noon }] };
    await draw(page, baseUrl, [processes, { name: 'alerts', rows: [{ ...alert, alertId: 'one' }] }]);
    await item(page, /^a.exe/).click();
    const inDetail = page.getByRole('complementary').getByRole('link', { name: 'Create exception…' });
    assert.match(
      await inDetail.getAttribute('href'),
      /^\/d\/hb-triage\?var-alert=one&var-state=all&from=\d+&to=\d+&do=exception$/,
    );
    await item(page, /^a.exe/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open “Shell from a document”' }).waitFor();
    assert.equal(
      await page.getByRole('menuitem', { name: 'Create exception…' }).getAttribute('href'),
      await inDetail.getAttribute('href'),
    );
    // A source that names no alerts has nothing to lead to.
    await draw(page, baseUrl, [processes, { name: 'alerts', rows: [alert] }]);
    await item(page, /^a.exe/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy GUID' }).waitFor();
    assert.equal(await page.getByRole('menuitem', { name: /exception/ }).count(), 0);
  },

  'axe finds nothing in any view, dark and light': async ({ page, baseUrl, assert }) => {
    for (const theme of ['dark', 'light']) {
      await open(page, baseUrl, 'macro-detail', `&theme=${theme}`);
      await item(page, /^powershell/).waitFor();
      assert.deepEqual(await violations(page), [], `tree and detail, ${theme}`);
      for (const name of ['macro-graph', 'macro-timeline', 'missing-parents', 'not-loaded', 'narrow-detail']) {
        await open(page, baseUrl, name, `&theme=${theme}`);
        assert.deepEqual(await violations(page), [], `${name}, ${theme}`);
      }
    }
  },

  'axe finds nothing in the boxes and messages': async ({ page, baseUrl, assert }) => {
    for (const key of ['Shift+F', '?']) {
      await open(page, baseUrl, 'macro-document');
      await tree(page).focus();
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(page), [], key);
    }
    for (const name of ['no-data', 'failed', 'wrong-fields', 'partial']) {
      await page.goto(`${baseUrl}/?case=${name}`);
      await page.getByRole('status').first().waitFor();
      assert.deepEqual(await violations(page), [], name);
    }
  },
};
