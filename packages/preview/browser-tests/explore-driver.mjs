// How tests use Explore: open it, choose, type, and see what was asked and answered.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const editor = (page) => page.getByTestId('query-editor');
/** The radio button of a kind of query. */
export const kind = (page, name) => editor(page).getByRole('radio', { name, exact: true });

/** Opens Explore with its default query and waits for the first answer; `events` is what that kind is called in the page's language. */
export async function openExplore(page, baseUrl, query, parameters = {}, events = 'Events') {
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  const asked = query === undefined ? {} : { query: JSON.stringify(query) };
  await page.goto(`${baseUrl}/explore?${new URLSearchParams({ ...asked, ...parameters })}`);
  await kind(page, events).waitFor();
  await answered;
}

/** Runs `act`, and gives the first query that holds what is wanted, with its answer. */
export async function asked(page, act, holds) {
  const isIt = (response) =>
    response.url().includes('/api/ds/query') && (response.request().postDataJSON().queries ?? []).some(holds);
  const [response] = await Promise.all([page.waitForResponse(isIt), act()]);
  const query = response.request().postDataJSON().queries.find(holds);
  const { results } = await response.json();
  return { query, frames: results[query.refId]?.frames ?? [], error: results[query.refId]?.error };
}

export const rowsOf = ({ frames }) => frames.reduce((sum, { data }) => sum + (data.values[0]?.length ?? 0), 0);

/** Chooses the option of a combobox that has just this text, as typed. */
export async function choose(page, name, text) {
  const box = editor(page).getByRole('combobox', { name, exact: true }).last();
  await box.click();
  await box.pressSequentially(text);
  await page
    .getByRole('option')
    .filter({ has: page.getByText(text, { exact: true }) })
    .first()
    .click();
}

/** Chooses one of a group of buttons. */
export const press = (page, name) => editor(page).getByRole('radio', { name, exact: true }).click({ force: true });

/** Puts the cursor into the code editor and types. */
export async function typeCode(page, text) {
  await editor(page).locator('.monaco-editor').first().waitFor();
  await editor(page).locator('.view-lines').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

/** Delivers a process start whose command line holds `marker`, as a shipper of Windows events does. */
export async function deliver({ ingestUrl, dataDir }, marker) {
  const { event_token: token } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
  const time = new Date().toISOString();
  const event = {
    '@timestamp': time,
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      provider_name: 'Microsoft-Windows-Sysmon',
      event_id: 1,
      computer_name: 'live-01',
      event_data: {
        UtcTime: time.replace('T', ' ').replace('Z', ''),
        ProcessGuid: `{${randomUUID()}}`,
        ProcessId: '4711',
        Image: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: `cmd.exe /c echo ${marker}`,
        User: 'NORDWIND\\anna.berg',
      },
    },
  };
  const answer = await fetch(`${ingestUrl}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([event]),
  });
  if (!answer.ok || (await answer.json()).accepted !== 1) throw new Error(`The event was not taken: ${answer.status}`);
}
