// Each kind of query built by mouse and keyboard from an empty panel, in a real browser, on the demo; help, errors, completion, context.

import { asked, choose, editor, kind, openExplore, press, rowsOf, typeCode } from './explore-driver.mjs';

export const tests = {
  'events: category and a filter, as table, as log lines, as counts': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    await editor(page).getByRole('button', { name: 'Filter', exact: true }).click();
    await choose(page, 'Filter field', 'Image');
    await choose(page, 'Filter operator', 'ends with');
    const found = await asked(
      page,
      async () => {
        const value = editor(page).getByRole('combobox', { name: 'Filter value' });
        await value.click();
        await value.pressSequentially('powershell.exe');
        await page
          .getByRole('option', { name: /powershell\.exe/i })
          .last()
          .waitFor();
        await page.keyboard.press('Enter');
      },
      ({ kind: name, filters }) => name === 'events' && filters?.length === 1,
    );
    assert.equal(found.error, undefined);
    assert.ok(rowsOf(found) > 0, 'PowerShell runs in the demo');
    await editor(page)
      .getByTestId('query-cost')
      .getByText(/reads .* rows of events/)
      .waitFor();
    const counted = await asked(page, () => press(page, 'Histogram'), ({ format }) => format === 'histogram'); // prettier-ignore
    assert.ok(counted.frames.length > 0, 'there are counts');
  },

  'log lines: level, fields, and what was before and after a line': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    await asked(
      page,
      () => press(page, 'Logs'),
      ({ format }) => format === 'logs',
    );
    const line = page.locator('button[aria-expanded]').nth(3);
    await line.click();
    await page.getByText('severity', { exact: true }).first().waitFor();
    const before = await asked(
      page,
      () => page.getByRole('button', { name: 'Before and after' }).click(),
      ({ refId }) => refId.startsWith('log-context-'),
    );
    assert.equal(before.query.hosts.length, 1, 'of the host of the line');
    await page.getByTestId('log-context').waitFor();
    assert.ok((await page.getByTestId('log-context').getByRole('listitem').count()) > 1, 'there are lines around it');
  },

  'time series, rarity, lineage and alerts answer from an empty panel': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    const series = await asked(page, () => kind(page, 'Time series').click({ force: true }), ({ kind: name }) => name === 'timeseries'); // prettier-ignore
    assert.ok(rowsOf(series) > 0);
    const by = await asked(page, async () => {
      await choose(page, 'By', 'host');
      await page.keyboard.press('Tab');
    }, ({ groupBy }) => groupBy?.[0] === 'host'); // prettier-ignore
    assert.ok((by.frames[0]?.schema.fields.length ?? 0) > 2, 'a series a host');
    const rare = await asked(
      page,
      () => kind(page, 'Rarity').click({ force: true }),
      ({ kind: name }) => name === 'rarity',
    );
    assert.ok(rowsOf(rare) > 0);
    const tree = await asked(
      page,
      () => kind(page, 'Lineage').click({ force: true }),
      ({ kind: name }) => name === 'lineage',
    );
    assert.ok(tree.frames.length >= 3);
    const queue = await asked(
      page,
      () => kind(page, 'Alerts').click({ force: true }),
      ({ kind: name }) => name === 'alerts',
    );
    assert.ok(rowsOf(queue) > 0);
  },

  'a sequence says what it lacks, and finds what its steps say': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    await kind(page, 'Sequence').click({ force: true });
    await editor(page)
      .getByText(/Step 1 of the sequence says nothing/)
      .waitFor();
    const type = async (name, text) => {
      const input = editor(page).getByRole('textbox', { name });
      await input.fill(text);
      await input.press('Enter');
    };
    await type('Step 1 Contains', 'powershell');
    const found = await asked(
      page,
      () => type('Step 2 Contains', 'exe'),
      ({ steps }) => steps?.[1]?.search === 'exe',
    );
    assert.equal(found.error, undefined);
  },

  'a Sigma rule: hits of the example, a mark where it is wrong': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    await kind(page, 'Sigma').click({ force: true });
    const hits = await asked(page, () => editor(page).getByRole('button', { name: 'Example' }).click(), ({ rule }) => rule?.length > 0); // prettier-ignore
    assert.equal(hits.error, undefined);
    assert.ok(rowsOf(hits) > 0, 'the demo has an encoded PowerShell command');
    await editor(page).getByTestId('sigma-title').getByText('high').waitFor();
    await editor(page).locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('a: b: c');
    await editor(page).locator('.squiggly-error').first().waitFor();
    await editor(page)
      .getByRole('list', { name: 'Problems of the rule' })
      .getByText(/Wrong, line 1[12], column/)
      .first()
      .waitFor();
  },

  'SQL: values are completed, Ctrl+Enter runs, what is wrong is marked': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl, { kind: 'sql', sql: 'SELECT 1' });
    await typeCode(page, 'SELECT host, count() FROM events WHERE $__timeFilter(ts) AND category = ');
    // The editor closes the quote itself; the list opens on it.
    await page.keyboard.type("'pro");
    await page.locator('.suggest-widget').getByText('process', { exact: true }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' GROUP BY host');
    const found = await asked(
      page,
      () => page.keyboard.press('Control+Enter'),
      ({ sql }) => sql?.includes('GROUP BY'),
    );
    assert.equal(found.error, undefined);
    assert.match(found.query.sql, /category = 'process' GROUP BY host$/);
    assert.ok(rowsOf(found) > 0);
    await editor(page)
      .getByTestId('query-cost')
      .getByText(/reads .* rows of events/)
      .waitFor();
    await typeCode(page, 'SELECT nothing_like_this FROM events WHERE $__timeFilter(ts)');
    const mark = editor(page).locator('.squiggly-error').first();
    await mark.waitFor();
    await editor(page)
      .getByText(/nothing_like_this/)
      .last()
      .waitFor();
  },

  'explain shows the SQL of a query and the plan': async ({ page, baseUrl }) => {
    await openExplore(page, baseUrl);
    await editor(page).getByRole('button', { name: 'Explain' }).click();
    const drawer = page.getByRole('dialog');
    await drawer
      .getByText(/FROM\s+events/)
      .first()
      .waitFor();
    await drawer
      .getByText(/ReadFromMergeTree/)
      .first()
      .waitFor();
  },

  'help gives macros, and examples that run': async ({ page, baseUrl, assert }) => {
    await openExplore(page, baseUrl);
    await editor(page).getByRole('button', { name: 'Help' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('$__conditionalAll(condition, variable)').waitFor();
    const run = await asked(page, () => drawer.getByRole('button', { name: 'Alerts by level over time' }).click(), ({ kind: name }) => name === 'alerts'); // prettier-ignore
    assert.equal(run.error, undefined);
  },
};
