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
