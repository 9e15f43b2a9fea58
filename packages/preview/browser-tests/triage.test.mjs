// A shift in the preview, in a real browser, on the demo: the queue by keyboard alone, reasons, exception, close, incident, undo, audit.
import { violations as violationsIn } from './axe.mjs';

const GRID = '[role="grid"][aria-label="Alerts"]';
/** A line that says «Loading…» is a row, too, but cannot be marked. */
const ROW = `${GRID} [role="row"][aria-selected]`;
const GROUP = `${GRID} [role="row"][aria-expanded]`;

/** Opens the queue as this person and waits for its rows; the queue has the keys then. */
async function openQueue(page, baseUrl, { query = '', user = 'ana', role = 'Editor' } = {}) {
  const { hostname } = new URL(baseUrl);
  await page.context().addCookies([
    { name: 'huntboard_user', value: user, domain: hostname, path: '/' },
    { name: 'huntboard_role', value: role, domain: hostname, path: '/' },
  ]);
  await page.goto(`${baseUrl}/d/hb-triage${query}`);
  await page.locator(ROW).first().waitFor();
  await page.getByRole('grid', { name: 'Alerts' }).focus();
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Id of the row under the cursor, once it is another than `before`. */
const current = async (page, before = null) => {
  const moved = await page.waitForFunction(
    ([grid, old]) => {
      const id = document.querySelector(grid).getAttribute('aria-activedescendant');
      return id !== null && id !== old ? id : false;
    },
    [GRID, before],
  );
  return moved.jsonValue();
};
const notice = (page, text) => page.getByTestId('triage-notice').filter({ hasText: text });
const detail = (page) => page.getByRole('region', { name: 'Alert', exact: true });

/** Rows of a query as the data source answers it. */
async function ask(page, baseUrl, sql) {
  const response = await page.request.post(`${baseUrl}/api/ds/query`, {
    data: {
      from: String(Date.now() - 86_400_000),
      to: String(Date.now() + 60_000),
      queries: [
        {
          refId: 'A',
          datasource: { uid: 'huntboard', type: 'huntboard-datasource' },
          kind: 'sql',
          sql,
          format: 'table',
        },
      ],
    },
  });
  const { frames } = (await response.json()).results.A;
  const names = frames[0].schema.fields.map(({ name }) => name);
  const [first = []] = frames[0].data.values;
  return first.map((_, row) => Object.fromEntries(names.map((name, at) => [name, frames[0].data.values[at][row]])));
}

const violations = (page, root = '[data-testid="triage"]') => violationsIn(page, root);

/** Actions of a person in the audit view, in their order, with what they were about. */
const auditOf = (page, baseUrl, actor) =>
  ask(
    page,
    baseUrl,
    `SELECT concat(object, ' ', action) AS deed, outcome FROM action_audit WHERE actor = '${actor}' ORDER BY seq`,
  );

export const tests = {
  'a whole day by keyboard: queue, why, lineage, exception, incident, close, handover, KPIs; the audit shows it all':
    async ({ page, baseUrl, assert, waitFor }) => {
      // The queue, an alert, why it fired, and where it comes from.
      await openQueue(page, baseUrl, { query: '?var-host=ws-01&var-level=high', user: 'gita' });
      await press(page, '/');
      await page.keyboard.type('powershell.exe');
      await press(page, 'Enter');
      await page.waitForFunction((one) => {
        const rows = [...document.querySelectorAll(one)];
        return rows.length > 1 && rows.every(({ textContent }) => /powershell/i.test(textContent));
      }, ROW);
      await press(page, 'j');
      const row = await current(page);
      await press(page, 'Enter');
      await detail(page).getByRole('region', { name: 'What fired, and why' }).waitFor();
      await detail(page).getByRole('region', { name: 'Lineage' }).waitFor();
      await detail(page).getByRole('region', { name: 'History' }).waitFor();
      await press(page, 'a');
      await notice(page, 'acknowledged').waitFor();

      // An exception: what it would have hidden, then a reason and an end.
      const dialog = page.getByRole('dialog');
      await press(page, 'e');
      await dialog
        .getByTestId('exception-preview')
        .getByText(/would have hidden \d+ of \d+ alerts/)
        .waitFor({ timeout: 60_000 });
      await dialog.getByRole('textbox', { name: 'Reason' }).focus();
      await page.keyboard.type('Maintenance that is announced');
      await press(page, 'Control+Enter');
      await notice(page, /exception is/i).waitFor();

      // An incident of this and the next alert.
      await press(page, 'Escape', 'x', 'j', 'x', 'i');
      await dialog.getByRole('textbox', { name: 'Title' }).focus();
      await press(page, 'Control+A');
      await page.keyboard.type('Somebody works from ws-01');
      await press(page, 'Control+Enter');
      await notice(page, 'in the incident').waitFor();

      // Closed with a reason.
      await press(page, 'c');
      await dialog.getByRole('textbox', { name: 'Reason' }).waitFor();
      await page.keyboard.type('Announced, and seen on every host of the group');
      await press(page, 'Control+Enter');
      await notice(page, 'closed as').waitFor();

      // The handover says how much is open in the whole store, whatever the queue is narrowed to.
      const openNow = async () =>
        Number(
          (
            await ask(
              page,
              baseUrl,
              `SELECT toFloat64(count()) AS n FROM (SELECT alert_id FROM alerts FINAL WHERE rule_id != 'huntboard:canary' AND alert_id NOT IN (SELECT alert_id FROM alert_states FINAL WHERE status = 'closed'))`,
            )
          )[0].n,
        );
      const least = await openNow();
      await press(page, 'H');
      const text = dialog.getByRole('textbox');
      await page.waitForFunction(() => document.querySelector('[role="dialog"] textarea')?.value.startsWith('Open: '));
      const draft = await text.inputValue();
      const counted = Number(/^Open: ([\d,]+)/.exec(draft)[1].replaceAll(',', ''));
      assert.ok(counted >= least && counted <= (await openNow()), `${counted} open, at least ${least}`);
      await text.focus();
      await press(page, 'Control+End');
      await page.keyboard.type('the incident of ws-01');
      await press(page, 'Control+Enter');
      await notice(page, 'for the next shift').waitFor();

      // The next shift reads it, and a number leads to its rows.
      await page.goto(`${baseUrl}/d/hb-day`);
      const notes = page.locator('section', { has: page.getByRole('heading', { name: 'Notes of the shifts' }) });
      await notes.scrollIntoViewIfNeeded();
      await notes.getByText('the incident of ws-01').first().waitFor();
      const closed = page.locator('section', { has: page.getByRole('heading', { name: 'Closed in this shift' }) });
      await closed.locator('a').first().click();
      await page.waitForURL((url) => url.searchParams.get('var-state') === 'closed');
      await page.locator(`[id="${row}"], ${ROW}`).first().waitFor();

      // The audit shows all of it.
      const expected = [
        'alert acknowledge',
        'alert close',
        'exception create',
        'incident add_alert',
        'incident open',
        'journal handover',
      ];
      let deeds = [];
      await waitFor(async () => {
        deeds = await auditOf(page, baseUrl, 'gita');
        return expected.every((one) => deeds.some(({ deed }) => deed === one));
      }, 30_000).catch(() => undefined);
      // An alert that the house had put into another incident leaves that one: the audit says so, too.
      const seen = new Set(deeds.map(({ deed }) => deed).filter((deed) => deed !== 'incident remove_alert'));
      assert.deepEqual([...seen].sort(), expected);
      assert.ok(deeds.every(({ outcome }) => outcome === 'done'));
    },

  'the queue is walked, opened and read by keyboard alone': async ({ page, baseUrl, assert }) => {
    await openQueue(page, baseUrl);
    await press(page, 'j', 'j', 'k');
    const first = await current(page);
    await press(page, 'j');
    await current(page, first);
    await press(page, 'Enter');
    await detail(page).getByRole('region', { name: 'What fired, and why' }).waitFor();
    await detail(page).getByRole('region', { name: 'The same alert elsewhere and earlier' }).waitFor();
    await detail(page).getByRole('region', { name: 'Questions to answer' }).waitFor();
    assert.match(page.url(), /var-alert=[0-9a-f-]{36}/);
    await press(page, 'Escape');
    await detail(page).waitFor({ state: 'detached' });
    await press(page, '?');
    await page.getByRole('dialog').getByText('Close with a reason').waitFor();
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },

  'an alert says why it fired, and shows its lineage and the answer to a question': async ({
    page,
    baseUrl,
    assert,
  }) => {
    await openQueue(page, baseUrl, { query: '?var-host=ws-01&var-level=critical' });
    await press(page, '/');
    await page.keyboard.type('lsass');
    await press(page, 'Enter');
    await page.locator(ROW, { hasText: 'dumps the memory' }).first().waitFor();
    await page.waitForFunction(
      (row) => [...document.querySelectorAll(row)].every((one) => /lsass/i.test(one.textContent)),
      ROW,
    );
    await press(page, 'j', 'Enter');
    await detail(page).locator('mark').first().waitFor();
    const lineage = detail(page).getByRole('region', { name: 'Lineage' });
    await lineage.getByRole('link', { name: 'WINWORD.EXE' }).waitFor();
    await detail(page).getByRole('button', { name: 'Show the event' }).click();
    assert.ok((await detail(page).locator('pre mark').count()) > 0, 'the matched value is marked in the event');
    await detail(page)
      .getByRole('button', { name: /Where else did/ })
      .click();
    await detail(page).getByRole('table').filter({ hasText: 'hosts' }).first().waitFor();
    await lineage.getByRole('link', { name: 'Open the lineage' }).click();
    await page.waitForURL(
      (url) => url.pathname.startsWith('/d/hb-lineage') && url.searchParams.get('var-proc_guid') !== '',
    );
  },

  'an open alert has the questions of its rule answered, each with its number, its meaning and the rows behind it':
    async ({ page, baseUrl, assert }) => {
      await openQueue(page, baseUrl, { query: '?var-host=ws-01&var-level=critical' });
      await page.locator(ROW, { hasText: 'dumps the memory' }).first().click();
      const list = detail(page).getByRole('list', { name: 'Of this rule' });
      const opened = list.getByRole('button', { name: /Which processes opened lsass\.exe on ws-01\?/ });
      await opened.filter({ hasText: /[1-9]\d* rows?$/ }).waitFor();
      // All of them come, without a click.
      const count = await list.getByRole('button').count();
      assert.ok(count >= 3, `${count} questions`);
      const answered = list.getByRole('button').filter({ hasText: /\d+ \w+$/ });
      await answered.nth(count - 1).waitFor();
      await list.getByText('whatever is neither Windows nor your protection took the secrets').waitFor();
      await opened.click();
      await list.getByRole('table').getByText('rundll32.exe').first().waitFor();
    },

  'acknowledge, undo within ten seconds, close with a reason; the audit shows all of it': async ({
    page,
    baseUrl,
    assert,
    waitFor,
  }) => {
    await openQueue(page, baseUrl, { query: '?var-level=medium', user: 'bea' });
    await press(page, 'j');
    const row = await current(page);
    const id = row.slice(-36);
    await press(page, 'a');
    await notice(page, 'acknowledged').waitFor();
    await page.locator(ROW, { hasText: 'Acknowledged' }).first().waitFor();
    await press(page, 'u');
    await notice(page, 'Undone').waitFor();
    await press(page, 'c');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).waitFor();
    await press(page, 'Control+Enter');
    await dialog.getByText('Say why').waitFor();
    await page.keyboard.type('Known noise <b>of</b> a product');
    await press(page, 'Control+Enter');
    await notice(page, 'closed as false positive').waitFor();
    const next = await current(page, row);
    assert.notEqual(next, row, 'the cursor goes on to the next one');
    let done = [];
    await waitFor(async () => {
      done = await ask(
        page,
        baseUrl,
        `SELECT action, actor, comment FROM action_audit WHERE target = '${id}' ORDER BY seq`,
      );
      return done.length >= 3;
    }, 20_000);
    assert.deepEqual(
      done.map(({ action, actor }) => `${actor} ${action}`),
      ['bea acknowledge', 'bea undo', 'bea close'],
    );
    assert.equal(done[2].comment, 'Known noise <b>of</b> a product');
  },

  'several are marked and closed at once; a second person sees who was first': async ({
    page,
    context,
    baseUrl,
    assert,
  }) => {
    await openQueue(page, baseUrl, { query: '?var-level=low', user: 'cleo' });
    const other = await context.newPage();
    await other.goto(`${baseUrl}/d/hb-triage?var-level=low`);
    await other.locator(ROW).first().waitFor();
    await press(page, 'j', 'x', 'j', 'x', 'j', 'x', 'c');
    await page.keyboard.type('Software that we rolled out');
    await press(page, 'Control+Enter');
    await notice(page, '3 alerts closed').waitFor();
    await other.getByRole('grid', { name: 'Alerts' }).focus();
    await press(other, 'j', 'a');
    await notice(other, 'cleo acted meanwhile').waitFor();
    assert.equal(
      (await other.locator(ROW, { hasText: 'positive' }).count()) > 0,
      true,
      'the state of the other is shown',
    );
  },

  'an exception shows what it would have hidden before it can be made': async ({ page, baseUrl, assert, waitFor }) => {
    await openQueue(page, baseUrl, { query: '?var-level=low&var-state=all', user: 'dora' });
    await press(page, 'j', 'Enter');
    await detail(page).getByRole('region', { name: 'History' }).waitFor();
    await press(page, 'e');
    const dialog = page.getByRole('dialog');
    await dialog
      .getByTestId('exception-preview')
      .getByText(/would have hidden \d+ of \d+ alerts/)
      .waitFor({ timeout: 30_000 });
    assert.equal(
      await dialog.getByRole('button', { name: 'Create exception' }).isDisabled(),
      true,
      'a reason is missing',
    );
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Rolled out by us');
    await dialog.getByRole('button', { name: 'Create exception' }).click();
    await notice(page, /exception is/i).waitFor();
    await waitFor(
      async () => (await ask(page, baseUrl, `SELECT reason FROM exception_actions WHERE actor = 'dora'`)).length === 1,
      20_000,
    );
  },

  'alerts become an incident, which has tasks, notes and an export': async ({ page, baseUrl, assert }) => {
    await openQueue(page, baseUrl, { query: '?var-host=web01', user: 'emil' });
    await press(page, 'j', 'x', 'j', 'x', 'i');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Password of deploy guessed');
    await dialog.getByRole('button', { name: 'Open incident' }).click();
    await notice(page, 'in the incident').waitFor();
    await press(page, 'Enter');
    const host = detail(page).getByRole('region', { name: 'Host and user' });
    await host.getByRole('button', { name: 'Password of deploy guessed' }).click();
    const incident = page.getByRole('region', { name: 'Incident', exact: true });
    await incident.getByRole('textbox', { name: 'New task' }).fill('Rotate the keys of deploy');
    await press(page, 'Enter');
    await incident.getByRole('checkbox').first().waitFor();
    await incident.getByRole('textbox', { name: 'Note' }).fill('Firewall closed for 203.0.113.0/24');
    await incident.getByRole('button', { name: 'Add note' }).click();
    await incident.getByRole('region', { name: 'Timeline' }).getByText('Firewall closed').waitFor();
    const href = await incident.getByRole('link', { name: 'Export as HTML' }).getAttribute('href');
    const html = await (await page.request.get(new URL(href, baseUrl).href)).text();
    assert.match(html, /Password of deploy guessed/);
    assert.match(html, /Rotate the keys of deploy/);
  },

  'a note is handed over to the next shift, which reads it': async ({ page, baseUrl }) => {
    await openQueue(page, baseUrl, { user: 'frida' });
    await press(page, 'H');
    const text = page.getByRole('dialog').getByRole('textbox');
    await text.fill('ws-01 is isolated; waiting for the image of its disk');
    await press(page, 'Control+Enter');
    await notice(page, 'for the next shift').waitFor();
    await page.goto(`${baseUrl}/d/hb-day`);
    const notes = page.locator('section', { has: page.getByRole('heading', { name: 'Notes of the shifts' }) });
    await notes.scrollIntoViewIfNeeded();
    await notes.getByText('ws-01 is isolated').first().waitFor();
  },

  'the queue groups by rule, host, user and incident, and a group unfolds': async ({ page, baseUrl, assert }) => {
    await openQueue(page, baseUrl, { query: '?var-state=all' });
    await press(page, 'g');
    await page.locator(`${GROUP}[aria-expanded="false"]`).first().waitFor();
    await press(page, 'j', 'Enter');
    await page.locator(`${GROUP}[aria-expanded="true"]`).first().waitFor();
    await page.locator(ROW).first().waitFor();
    await press(page, 'g');
    await page.getByRole('button', { name: 'Group' }).getByText('By host').waitFor();
    await page.locator(GROUP, { hasText: 'ws-01' }).first().waitFor();
    assert.ok((await page.locator(GROUP).count()) > 1);
  },

  'a viewer reads and may not act, by key or by request; the refusal is in the audit': async ({
    page,
    baseUrl,
    assert,
    waitFor,
  }) => {
    await openQueue(page, baseUrl, { user: 'vera', role: 'Viewer' });
    await press(page, 'j');
    const id = (await current(page)).slice(-36);
    await press(page, 'a');
    await notice(page, /may read/).waitFor();
    const refused = await page.request.post(`${baseUrl}/api/datasources/uid/huntboard/resources/actions`, {
      data: { key: crypto.randomUUID(), action: 'acknowledge', alerts: [{ id }] },
    });
    assert.equal(refused.status(), 403);
    await waitFor(
      async () => (await ask(page, baseUrl, `SELECT code FROM refused_actions WHERE actor = 'vera'`)).length > 0,
      30_000,
    );
  },

  'a number of the board opens the rows behind it': async ({ page, baseUrl }) => {
    await page.goto(`${baseUrl}/d/hb-triage?var-state=all`);
    await page.locator(ROW).first().waitFor();
    await page
      .getByRole('link', { name: /The alerts behind this/ })
      .or(page.locator('section', { hasText: 'Closed today' }).locator('a'))
      .first()
      .click();
    await page.waitForURL((url) => url.searchParams.get('var-state') !== 'all');
  },

  'an event is pinned to its incident, which gets an owner and another title': async ({ page, baseUrl }) => {
    await openQueue(page, baseUrl, { query: '?var-host=dc01', user: 'hana' });
    await press(page, 'j', 'i');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Directory asked for its secrets');
    await press(page, 'Control+Enter');
    await notice(page, 'in the incident').waitFor();
    await press(page, 'Enter');
    await detail(page).getByRole('button', { name: 'Pin' }).click();
    await notice(page, 'pinned').waitFor();
    // Answers of the rule's questions move what is below them.
    await page.waitForLoadState('networkidle');
    await detail(page).getByRole('button', { name: 'Directory asked for its secrets' }).click();
    const incident = page.getByRole('region', { name: 'Incident', exact: true });
    await incident
      .getByRole('button', { name: /^Unpin/ })
      .first()
      .waitFor();
    await incident.getByRole('button', { name: 'I take it' }).click();
    await page.waitForFunction(() => document.querySelector('[aria-label="Owner"]')?.value === 'hana');
    await incident.getByRole('button', { name: 'Rename' }).click();
    await incident.getByRole('textbox', { name: 'Title' }).fill('DCSync by adm.lindqvist');
    await press(page, 'Enter');
    await incident.getByRole('heading', { name: 'DCSync by adm.lindqvist' }).waitFor();
  },

  'columns that a person chose are there on the next visit': async ({ page, baseUrl }) => {
    await openQueue(page, baseUrl, { query: '?var-state=all' });
    const header = page.locator(`${GRID} [role="columnheader"]`, { hasText: 'ATT&CK' });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Summary' }).click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'ATT&CK' }).click();
    await header.waitFor();
    await page.reload();
    await page.locator(ROW).first().waitFor();
    await header.waitFor();
  },

  'late alerts alone are asked for by a filter, and unfiltered again': async ({ page, baseUrl, waitFor }) => {
    await openQueue(page, baseUrl);
    const filters = page.getByRole('button', { name: 'Saved filters' });
    const rows = page.locator(ROW);
    // The demonstration leaves some of the quieter alerts of its two weeks lying, and has raised others just now.
    const late = rows.filter({ hasText: /\d+ ?\w+ (late|unseen)/ });
    const others = rows.filter({ hasNotText: /\d+ ?\w+ (late|unseen)/ });
    await others.first().waitFor();
    await filters.click();
    await page.getByRole('menuitem', { name: 'Late' }).click();
    await filters.getByText('Late').waitFor();
    await waitFor(async () => (await late.count()) > 0 && (await others.count()) === 0, 10_000);
    await filters.click();
    await page.getByRole('menuitem', { name: 'Open', exact: true }).click();
    await others.first().waitFor();
  },

  ...Object.fromEntries(
    ['dark', 'light'].map((theme) => [
      `axe finds nothing in the queue, an open alert, an incident and the dialogs (${theme})`,
      async ({ page, baseUrl, assert }) => {
        await openQueue(page, baseUrl, { query: `?var-state=all&theme=${theme}` });
        assert.deepEqual(await violations(page), [], 'queue');
        await press(page, 'f');
        await page.getByRole('group', { name: 'Filters' }).waitFor();
        assert.deepEqual(await violations(page), [], 'filters');
        await press(page, 'f', 'j', 'Enter');
        await detail(page).getByRole('region', { name: 'History' }).waitFor();
        await detail(page).getByRole('button', { expanded: false }).last().click();
        assert.deepEqual(await violations(page), [], 'alert');
        for (const key of ['c', 'e', 'i', 'H', '?']) {
          await press(page, key);
          const dialog = page.getByRole('dialog');
          await dialog.waitFor();
          assert.deepEqual(await violations(page, '[role="dialog"]'), [], key);
          await dialog.getByRole('button').last().focus();
          await press(page, 'Escape');
          await dialog.waitFor({ state: 'detached' });
          await page.getByRole('grid', { name: 'Alerts' }).focus();
        }
        const incident = detail(page).getByRole('region', { name: 'Host and user' }).getByRole('button').first();
        if ((await incident.count()) > 0) {
          await incident.click();
          await page.getByRole('region', { name: 'Timeline' }).waitFor();
          assert.deepEqual(await violations(page), [], 'incident');
        }
      },
    ]),
  ),
};
