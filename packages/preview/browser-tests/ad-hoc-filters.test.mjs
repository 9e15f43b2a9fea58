// Ad-hoc filters of a board in a real browser, on the demo: a key of the long tail by mouse and by keyboard, and SQL that has no place for them.

const SETTLED = '[data-testid="dashboard"][aria-busy="false"]';
const KEY = 'LogonProcessName';
// Windows pads it with a blank, which belongs to the value.
const VALUE = 'NtLmSsp';

const box = (page) => page.getByTestId('dashboard-controls').getByPlaceholder('+ label = value');
const option = (page, text) => page.getByRole('option', { name: text, exact: true });
const sqlOf = (answer) => Object.values(answer.results)[0]?.frames[0]?.schema.meta?.executedQueryString ?? '';

async function openBoard(page, url) {
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.goto(url);
  await answered;
  await page.waitForSelector(SETTLED);
  await box(page).waitFor();
}

/** Runs `act` and gives the first answer to a panel's query that carries a filter with this value. */
async function filtered(page, act, value) {
  const isIt = (response) =>
    response.url().includes('/api/ds/query') &&
    response
      .request()
      .postDataJSON()
      .queries.some(({ adHocFilters = [] }) => adHocFilters.some((one) => one.value.trim() === value));
  const [response] = await Promise.all([page.waitForResponse(isIt), act()]);
  const answer = await response.json();
  await page.waitForSelector(SETTLED);
  return answer;
}

const inUrl = (page) => new URL(page.url()).searchParams.get('var-filters');

export const tests = {
  'a key of the long tail and a value by mouse narrow the panels; taken away they widen again': async ({
    page,
    baseUrl,
    assert,
  }) => {
    await openBoard(page, `${baseUrl}/d/hb-hunt`);
    await box(page).click();
    await option(page, 'host').waitFor();
    await box(page).pressSequentially(KEY);
    await option(page, KEY).click();
    await page.getByRole('option', { name: /^=\s*Equals/ }).click();
    const answer = await filtered(page, () => option(page, VALUE).click(), VALUE);
    assert.equal(inUrl(page)?.trim(), `${KEY}|=|${VALUE}`);
    for (const { error } of Object.values(answer.results)) assert.equal(error, undefined);
    assert.match(sqlOf(answer), /ext\[/, 'the condition is on the long tail');
    await page.keyboard.press('Escape');
    await page
      .locator('section', { has: page.getByRole('heading', { name: 'Events', exact: true }) })
      .getByText('logon type 3')
      .first()
      .waitFor();
    await page.getByRole('button', { name: new RegExp(`Remove filter.*${KEY}`) }).click();
    await page.waitForURL((url) => !(url.searchParams.get('var-filters') ?? '').includes(KEY));
    await page.waitForSelector(SETTLED);
  },

  'a filter by keyboard alone, and from the address': async ({ page, baseUrl, assert }) => {
    await openBoard(page, `${baseUrl}/d/hb-logons`);
    await box(page).focus();
    await page.keyboard.type('TargetUserName');
    await option(page, 'TargetUserName').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^=\s*Equals/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('anna.berg');
    await option(page, 'anna.berg').waitFor();
    await filtered(page, () => page.keyboard.press('Enter'), 'anna.berg');
    assert.match(inUrl(page) ?? '', /^TargetUserName\|.{1,2}\|anna\.berg$/);
    await filtered(page, () => page.goto(`${baseUrl}/d/hb-hunt?var-filters=host%7C%3D%7Cws-01`), 'ws-01');
    await page.getByText('host = ws-01').waitFor();
  },

  'SQL without a place for filters refuses them aloud': async ({ page, baseUrl }) => {
    await page.route('**/api/dashboards/uid/hb-hunt', async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      const [panel] = answer.dashboard.panels;
      panel.targets[0].sql = panel.targets[0].sql.replace('$__filters', '1');
      await route.fulfill({ response, json: answer });
    });
    await openBoard(page, `${baseUrl}/d/hb-hunt`);
    await page.goto(`${baseUrl}/d/hb-hunt?var-filters=host%7C%3D%7Cws-01`);
    await page
      .getByText(/ad-hoc filters, but this SQL does not say where they belong/)
      .first()
      .waitFor();
  },
};
