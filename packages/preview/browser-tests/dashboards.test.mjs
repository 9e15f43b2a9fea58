// What a hunter does in the preview, in a real browser, on the demo: list, time, variables, pivots, tree, inspect, theme.

const SETTLED = '[data-testid="dashboard"][aria-busy="false"]';

/** Opens a dashboard and waits until its queries have been asked and answered. */
async function openDashboard(page, url) {
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.goto(url);
  await answered;
  await page.waitForSelector(SETTLED);
}

/** Runs `act` and resolves with the body of the first data request it causes that holds `text`. */
async function queryAfter(page, act, text = '') {
  const holds = (request) => request.url().includes('/api/ds/query') && (request.postData() ?? '').includes(text);
  const [request] = await Promise.all([page.waitForRequest(holds), act()]);
  await page.waitForSelector(SETTLED);
  return request.postDataJSON();
}

const panel = (page, title) =>
  page
    .locator('section', {
      has: page.getByRole('heading', typeof title === 'string' ? { name: title, exact: true } : { name: title }),
    })
    .first();
const param = (page, name) => new URL(page.url()).searchParams.get(name);

const CELL = (column) => `[role="gridcell"][aria-colindex="${column}"]`;

/** Numbers of a board with the link that opens the rows behind each, and the first value shown of each. */
const numbersOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('section')].flatMap((section) => {
      const link = section.querySelector('a[href*="/d/"]');
      const title = section.querySelector('h2,h3,h6')?.textContent ?? '';
      if (link === null || section.querySelector('[role="grid"]') !== null) return [];
      const words = link.innerText.split('\n').map((word) => word.trim());
      return [{ title, href: link.href, value: words.find((word) => /^[\d.,]+$/.test(word)) ?? '' }];
    }),
  );

/** How many rows a panel on its own has. */
async function rowsShown(page, href) {
  await openDashboard(page, href);
  const grid = page.getByTestId('view-panel').getByRole('grid');
  await grid.or(page.getByTestId('panel-no-data')).first().waitFor();
  return (await grid.count()) === 0 ? 0 : Number(await grid.getAttribute('aria-rowcount')) - 1;
}

/** How many alerts the queue says that it has. */
async function alertsInQueue(page, href) {
  await openDashboard(page, href);
  const summary = page.getByTestId('triage-summary').filter({ hasText: /alerts/ });
  await summary.waitFor();
  await page.locator('[aria-label="Alerts"][role="grid"][aria-busy="false"]').waitFor();
  return Number(/([\d,]+) alerts/.exec(await summary.innerText())[1].replaceAll(',', ''));
}

/** A range that ends now and stands still, so that what comes in meanwhile does not count. */
const standingRange = (days) => `from=${Date.now() - days * 86_400_000}&to=${Date.now()}`;

export const tests = {
  'each number of the KPIs opens exactly the rows that it counts': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-kpis?${standingRange(30)}`);
    await panel(page, 'Hunts done').locator('a').first().waitFor();
    const numbers = await numbersOf(page);
    assert.ok(numbers.length >= 9, `${numbers.length} numbers have links`);
    // Of the analysts each bar opens the alerts of all.
    for (const { title, href, value } of numbers.filter((one) => one.title !== 'Alerts per analyst')) {
      const rows = await rowsShown(page, href);
      // Of a time there are rows behind it, of a number as many as it says.
      if (/^Time to/.test(title)) assert.ok(rows > 0, title);
      else if (value !== '') assert.equal(rows, Number(value), title);
    }
  },

  'a number of the KPIs is clicked, and its rows lead on to an alert': async ({ page, baseUrl }) => {
    await openDashboard(page, `${baseUrl}/d/hb-kpis`);
    await panel(page, 'Time to acknowledge, median').locator('a').first().click();
    await page.waitForURL((url) => url.pathname === '/d/hb-rows' && url.searchParams.has('viewPanel'));
    await page.getByTestId('view-panel').getByRole('grid').waitFor();
    await page
      .getByTestId('view-panel')
      .locator(`${CELL(3)} a`)
      .first()
      .click();
    await page.waitForURL((url) => url.pathname === '/d/hb-triage' && url.searchParams.get('var-alert') !== '');
    await page.getByRole('region', { name: 'What fired, and why' }).waitFor();
  },

  'each number of the overview and of the queue opens as many alerts as it says': async ({ page, baseUrl, assert }) => {
    for (const [board, days, titles] of [
      ['hb-overview', 1, ['Critical alerts', 'High alerts']],
      ['hb-triage', 30, ['New', 'Late', 'Unseen for 24 h', 'In work', 'Closed today']],
    ]) {
      await openDashboard(page, `${baseUrl}/d/${board}?${standingRange(days)}`);
      await panel(page, titles[0]).locator('a').first().waitFor();
      const numbers = await numbersOf(page);
      for (const title of titles) {
        const { href, value } = numbers.find((number) => number.title === title);
        assert.equal(await alertsInQueue(page, href), Number(value), title);
      }
    }
  },

  'what lies in the overview’s numbers is listed by host and category': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-overview?${standingRange(1)}`);
    await panel(page, 'Hosts reporting').locator('a').first().waitFor();
    const numbers = await numbersOf(page);
    const { href, value } = numbers.find(({ title }) => title === 'Hosts reporting');
    assert.equal(await rowsShown(page, href), Number(value));
  },

  'the list of dashboards is searched by text and tag': async ({ page, baseUrl, assert }) => {
    await page.goto(baseUrl);
    const cards = page.getByTestId('dashboard-card');
    await cards.first().waitFor();
    const all = await cards.count();
    assert.ok(all >= 4, `${all} dashboards are listed`);
    await page.getByPlaceholder('Search dashboards').fill('tree host');
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="dashboard-card"]').length === 1);
    assert.equal(param(page, 'query'), 'tree host');
    await cards.first().getByRole('link').first().click();
    await page.waitForURL('**/d/hb-lineage/**');
    await page.waitForSelector(SETTLED);
  },

  'a time range chosen in the picker is asked for and stands in the URL': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-overview`);
    await page.getByTestId('data-testid TimePicker Open Button').click();
    const body = await queryAfter(page, () => page.getByText('Last 6 hours', { exact: true }).click());
    assert.equal(param(page, 'from'), 'now-6h');
    assert.equal(Number(body.to) - Number(body.from), 6 * 3600e3);
    await queryAfter(page, () => page.goBack());
    assert.equal(param(page, 'from'), 'now-24h', 'the browser goes back to the range before');
  },

  'a variable narrows the panels and stands in the URL': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-hunt`);
    const table = panel(page, 'Events');
    const host = (await table.locator(CELL(2)).first().innerText()).trim();
    assert.ok(host.length > 0, 'an event has a host');
    const picker = page
      .getByTestId('dashboard-controls')
      .getByText('Host', { exact: true })
      .locator('xpath=ancestor::div[.//input][1]');
    await picker.locator('input').click();
    // The list draws only the options in sight: typing brings the wanted one there.
    await picker.locator('input').pressSequentially(host);
    await queryAfter(
      page,
      async () => {
        await page.getByRole('option', { name: host }).click();
        // The choice counts when the list closes.
        await page.keyboard.press('Tab');
      },
      `('${host}')`,
    );
    assert.equal(param(page, 'var-host'), host);
    await page.waitForFunction(
      ([selector, name]) => [...document.querySelectorAll(selector)].every((cell) => cell.textContent.trim() === name),
      [CELL(2), host],
    );
  },

  'a text filter that matches nothing empties the panels, which say so': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-hunt`);
    const text = page.getByPlaceholder('Enter value').first();
    await text.fill('nothing-is-called-like-this');
    await queryAfter(page, () => text.press('Enter'), 'nothing-is-called-like-this');
    assert.equal(param(page, 'var-text'), 'nothing-is-called-like-this');
    await panel(page, 'Events').getByTestId('panel-no-data').waitFor();
  },

  'a pivot leads from Hunt to the process in its lineage': async ({ page, baseUrl, assert }) => {
    // A process is told a moment after its event: the newest ones are left out.
    await openDashboard(page, `${baseUrl}/d/hb-hunt?var-category=process&from=now-24h&to=now-2m`);
    const cell = panel(page, 'Events').locator(CELL(6)).first();
    await cell.locator('a').first().click();
    await page.getByRole('link', { name: 'Process lineage' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/hb-lineage'));
    assert.match(param(page, 'var-proc_guid') ?? '', /^[0-9a-f-]{36}$/);
    assert.notEqual(param(page, 'var-host') ?? '', '');
    assert.notEqual(param(page, 'from'), null, 'the time range goes along');
    await page.getByRole('treegrid').or(page.getByRole('tree')).first().waitFor();
    await page.waitForSelector(SETTLED);
  },

  'the tree unfolds, folds, is sorted and searched': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage`);
    const tree = page.getByRole('tree');
    const rows = tree.getByRole('treeitem');
    await rows.first().waitFor();
    await tree.focus();
    await page.keyboard.press('Home');
    // The tree draws only the rows in sight, so the second row tells whether the first is folded.
    const root = rows.first();
    const second = rows.nth(1);
    await second.and(page.locator('[aria-level="2"]')).waitFor();
    await page.keyboard.press('ArrowLeft');
    await root.and(page.locator('[aria-expanded="false"]')).waitFor();
    await page.waitForFunction(() => {
      const [, next] = document.querySelectorAll('[role="treeitem"]');
      return next === undefined || next.getAttribute('aria-level') === '1';
    });
    await page.keyboard.press('ArrowRight');
    await root.and(page.locator('[aria-expanded="true"]')).waitFor();
    await second.and(page.locator('[aria-level="2"]')).waitFor();
    const search = page.getByRole('textbox', { name: 'Search processes' });
    const name = ((await rows.nth(1).innerText()).trim().split(/\s/)[0] ?? '').toLowerCase();
    await search.fill(name);
    await panel(page, /^Processes of/)
      .getByRole('status')
      .getByText(/[1-9]/)
      .waitFor();
    await search.fill('');
    const sort = panel(page, /^Processes of/).getByRole('button', { name: 'Process', exact: true });
    await sort.click();
    assert.equal(await sort.getAttribute('aria-pressed'), 'true');
    assert.ok((await rows.count()) > 0, 'the sorted tree still shows processes');
  },

  'a process chosen in the tree is told about below it': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage`);
    await panel(page, 'The chosen process').getByTestId('panel-no-data').waitFor();
    const process = page.getByRole('treeitem').filter({ hasText: 'powershell.exe' }).first();
    await process.click();
    await page.waitForURL((url) => /^[0-9a-f-]{36}$/.test(url.searchParams.get('var-proc_guid') ?? ''));
    await page.waitForSelector(SETTLED);
    const facts = panel(page, 'The chosen process');
    await facts.getByText('powershell.exe').first().waitFor();
    assert.ok((await page.getByRole('treeitem').count()) > 5, 'the tree of the host stays');
  },

  'a table is sorted by its header': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-overview`);
    const table = panel(page, 'Latest alerts');
    const header = table.getByRole('columnheader', { name: 'Rule' });
    const cells = async () => {
      const column = await header.getAttribute('aria-colindex');
      return (await table.locator(`[role="gridcell"][aria-colindex="${column}"]`).allInnerTexts()).map((text) =>
        text.trim(),
      );
    };
    await header.getByText('Rule').click();
    await header.and(page.locator('[aria-sort="ascending"]')).waitFor();
    const ascending = await cells();
    assert.deepEqual(
      ascending,
      [...ascending].sort((a, b) => a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' })),
    );
    await header.getByText('Rule').click();
    await header.and(page.locator('[aria-sort="descending"]')).waitFor();
  },

  'the inspector shows the query as it ran': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-overview?inspect=panel-9`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('tab', { name: 'Query' }).click();
    assert.match(await drawer.innerText(), /FROM alerts/);
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.waitForURL((url) => !url.searchParams.has('inspect'));
  },

  'the theme is switched and remembered': async ({ page, baseUrl, assert }) => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.goto(baseUrl);
    await page.getByTestId('dashboard-card').first().waitFor();
    assert.equal(await theme(), 'dark');
    await Promise.all([
      page.waitForNavigation(),
      page.getByRole('button', { name: 'Switch to the light theme' }).click(),
    ]);
    await page.getByTestId('dashboard-card').first().waitFor();
    assert.equal(await theme(), 'light');
    await page.goto(`${baseUrl}/d/hb-overview?theme=dark`);
    assert.equal(await theme(), 'dark', 'the URL wins for one visit');
    await page.goto(baseUrl);
    assert.equal(await theme(), 'light');
  },

  'Explore asks SQL in the datasource’s own editor': async ({ page, baseUrl, assert }) => {
    const query = { kind: 'sql', version: 1, rawSql: 'SELECT 1 + 1 AS two', format: 'table' };
    await page.goto(`${baseUrl}/explore?query=${encodeURIComponent(JSON.stringify(query))}`);
    await page.getByRole('columnheader', { name: 'two' }).waitFor();
    assert.equal((await page.locator('[role="gridcell"]').first().innerText()).trim(), '2');
    await page.locator('.monaco-editor').first().waitFor();
  },

  ...Object.fromEntries(
    [1440, 1920].map((width) => [
      `every name in the matrix of techniques can be read (${width} px)`,
      async ({ page, baseUrl, assert }) => {
        await page.setViewportSize({ width, height: 4200 });
        await page.goto(`${baseUrl}/d/hb-detections`);
        const title = page.getByRole('heading', { name: 'ATT&CK: what is seen', exact: true });
        const cells = page.locator('section', { has: title }).last().getByRole('gridcell');
        await cells.filter({ hasText: /T1003/ }).waitFor();
        const shown = await cells.evaluateAll((all) =>
          all.map(({ textContent, scrollWidth, clientWidth, scrollHeight, clientHeight }) => ({
            text: textContent,
            cut: scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
          })),
        );
        assert.ok(shown.filter(({ text }) => /T\d{4} \w/.test(text)).length > 80, `${shown.length} cells`);
        assert.deepEqual(
          shown.filter(({ text, cut }) => text !== '' && cut),
          [],
        );
      },
    ]),
  ),
};
