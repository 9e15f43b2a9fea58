// The lineage dashboard on the demo: panel, alert list, events table and variables drive each other.

const SETTLED = '[data-testid="dashboard"][aria-busy="false"]';

async function openDashboard(page, url) {
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.goto(url);
  await answered;
  await page.waitForSelector(SETTLED);
}

const panel = (page, title) =>
  page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });
const param = (page, name) => new URL(page.url()).searchParams.get(name);
const chosen = (page) => page.getByRole('treeitem', { selected: true });
const isGuid = (text) => /^[0-9a-f-]{36}$/.test(text ?? '');

/** Chooses an option of a variable by a part of its text. */
async function choose(page, variable, text) {
  const picker = page.getByRole('combobox', { name: variable, exact: true });
  await picker.click();
  await picker.pressSequentially(text);
  await page.getByRole('option').filter({ hasText: text }).first().click();
}

/** Host and process of an alert, as the store has them. */
async function processOfAlert(page, baseUrl, id) {
  const sql = `SELECT any(host) AS host, toString(any(proc_guid)) AS process FROM alerts FINAL WHERE alert_id = '${id}'`;
  const query = { refId: 'A', datasource: { uid: 'huntboard', type: 'huntboard-datasource' }, kind: 'sql', sql };
  const response = await page.request.post(`${baseUrl}/api/ds/query`, {
    data: { from: String(Date.now() - 86_400_000), to: String(Date.now()), queries: [{ ...query, format: 'table' }] },
  });
  const [[host], [process]] = (await response.json()).results.A.frames[0].data.values;
  return { host, process };
}

export const tests = {
  'opens from an alert on its process, in every view': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage`);
    const alerts = panel(page, 'Alerts on this host');
    await alerts.scrollIntoViewIfNeeded();
    const name = /^powershell.exe/;
    const cell = alerts.locator('[role="gridcell"]').filter({ hasText: name }).first();
    await cell.waitFor();
    await cell.locator('a').first().click();
    await page.getByRole('link', { name: 'Process lineage' }).click();
    await page.waitForURL((url) => /^[0-9a-f-]{36}$/.test(url.searchParams.get('var-proc_guid') ?? ''));
    await chosen(page).and(page.getByRole('treeitem', { name })).waitFor();
    await page.getByRole('button', { name: 'Graph', exact: true }).click();
    await chosen(page).and(page.getByRole('treeitem', { name })).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    await chosen(page).and(page.getByRole('treeitem', { name })).waitFor({ state: 'attached' });
    assert.notEqual(param(page, 'var-host') ?? '', '');
  },

  'the variables open it: a host, then an alert of it, whose process is selected in a tree around it': async ({
    page,
    baseUrl,
    assert,
  }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage?var-host=fs01`);
    await choose(page, 'Host', 'ws-01');
    await page.waitForURL((url) => url.searchParams.get('var-host') === 'ws-01');
    for (const title of ['Command that dumps the memory of lsass', 'PowerShell with an encoded command']) {
      const before = param(page, 'var-alert');
      await choose(page, 'Alert', title);
      await page.waitForURL(({ searchParams }) => {
        const now = searchParams.get('var-alert');
        return now !== before && /^[0-9a-f-]{36}$/.test(now ?? '');
      });
      const { host, process } = await processOfAlert(page, baseUrl, param(page, 'var-alert'));
      assert.equal(host, 'ws-01');
      // The other panels follow the selection by the variable.
      await page.waitForURL((url) => url.searchParams.get('var-proc_guid') === process);
      await page.waitForSelector(SETTLED);
      await chosen(page)
        .and(page.getByRole('treeitem', { name: /alert/ }))
        .waitFor();
    }
  },

  'an alert in triage leads to its process, and its menu back to an exception from it': async ({
    page,
    baseUrl,
    assert,
  }) => {
    await page.goto(`${baseUrl}/d/hb-triage?var-host=ws-01&var-level=critical`);
    const grid = page.getByRole('grid', { name: 'Alerts' });
    await grid.locator('[role="row"][aria-selected]').first().waitFor();
    await grid.focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Lineage' }).getByRole('link', { name: 'Open the lineage' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/hb-lineage'));
    const guid = param(page, 'var-proc_guid');
    assert.ok(isGuid(guid), `a process is named: ${guid}`);
    await chosen(page).first().waitFor();
    assert.equal(param(page, 'var-proc_guid'), guid, 'the named process is the selected one');

    await chosen(page).first().click({ button: 'right' });
    await page
      .getByRole('menuitem', { name: /^Create exception/ })
      .first()
      .click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/hb-triage'));
    await page
      .getByRole('dialog')
      .getByTestId('exception-preview')
      .getByText(/would have hidden \d+ of \d+ alerts/)
      .waitFor({ timeout: 60_000 });
    const alert = await processOfAlert(page, baseUrl, param(page, 'var-alert'));
    assert.equal(alert.process, guid, 'the exception is from an alert of that process');
  },

  'the chosen process fills its tables, and the detail leads on': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage`);
    await page.getByRole('treeitem').filter({ hasText: 'powershell.exe' }).first().click();
    await page.waitForURL((url) => /^[0-9a-f-]{36}$/.test(url.searchParams.get('var-proc_guid') ?? ''));
    const guid = param(page, 'var-proc_guid');
    await page.waitForSelector(SETTLED);
    await panel(page, 'The chosen process').scrollIntoViewIfNeeded();
    await panel(page, 'The chosen process').getByText('powershell.exe').first().waitFor();
    const detail = page.getByRole('complementary', { name: 'Process detail' });
    await detail.getByText(guid).first().waitFor();
    await detail.getByRole('region', { name: 'Command line' }).waitFor();
    await detail.getByRole('link', { name: 'Events of this process' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/hb-hunt'));
    assert.equal(param(page, 'var-proc_guid'), guid);
  },

  'the variable moves the tree': async ({ page, baseUrl, assert }) => {
    await openDashboard(page, `${baseUrl}/d/hb-lineage`);
    const rows = page.getByRole('treeitem').filter({ hasText: '.exe' });
    await rows.nth(2).click();
    await page.waitForURL((url) => /^[0-9a-f-]{36}$/.test(url.searchParams.get('var-proc_guid') ?? ''));
    const guid = param(page, 'var-proc_guid');
    const label = await chosen(page).first().getAttribute('aria-label');
    await openDashboard(
      page,
      `${baseUrl}/d/hb-lineage?var-host=${param(page, 'var-host') ?? ''}&var-proc_guid=${guid}`,
    );
    await chosen(page).first().waitFor();
    assert.equal(await chosen(page).first().getAttribute('aria-label'), label);
  },
};
