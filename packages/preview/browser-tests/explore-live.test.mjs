// Live tail in a real browser, on the demo: events that are delivered arrive, pause, stop, a lost connection, what cannot be followed.
import { deliver, openExplore } from './explore-driver.mjs';

const bar = (page) => page.getByTestId('live-bar');
const line = (page, marker) => page.locator('button[aria-expanded]').filter({ hasText: marker });
const follow = async (page) => {
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await bar(page).getByRole('status').getByText('Following live').waitFor();
};
const logs = (search) => ({ kind: 'events', format: 'logs', search });

/** Delivers events until one is seen: what is delivered while a tail begins is history to it. */
const deliverUntilSeen = (page, stage, waitFor, name) => {
  let count = 0;
  return waitFor(async () => {
    count += 1;
    const marker = `${name}-${count}.`;
    await deliver(stage, marker);
    return line(page, marker)
      .waitFor({ timeout: 5_000 })
      .then(() => true);
  }, 120_000);
};

export const tests = {
  'live tail: an event that is delivered appears; pause, go on, stop': async ({
    page,
    stage,
    baseUrl,
    assert,
    waitFor,
  }) => {
    await openExplore(page, baseUrl, logs('live-marker'));
    await follow(page);
    await deliverUntilSeen(page, stage, waitFor, 'live-marker');
    assert.match(await line(page, 'live-marker').first().innerText(), /live-marker-\d+\./);

    await bar(page).getByRole('button', { name: 'Pause' }).click();
    await deliver(stage, 'live-marker-in-pause');
    await bar(page)
      .getByTestId('live-amount')
      .getByText(/[1-9]\d* new while paused/)
      .waitFor();
    assert.equal(await line(page, 'live-marker-in-pause').count(), 0);
    await bar(page).getByRole('button', { name: 'Go on' }).click();
    await line(page, 'live-marker-in-pause').waitFor();

    await bar(page).getByRole('button', { name: 'Stop' }).click();
    await bar(page).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Result' }).waitFor();
  },

  'live tail: a table is followed too, by keyboard': async ({ page, stage, baseUrl, waitFor }) => {
    await openExplore(page, baseUrl, { kind: 'events', columns: ['ts', 'host', 'CommandLine'], search: 'live-table' });
    await page.getByRole('button', { name: 'Live', exact: true }).focus();
    await page.keyboard.press('Enter');
    await bar(page).getByRole('status').getByText('Following live').waitFor();
    let count = 0;
    await waitFor(async () => {
      count += 1;
      await deliver(stage, `live-table-${count}.`);
      await page
        .getByRole('gridcell')
        .filter({ hasText: `live-table-${count}.` })
        .first()
        .waitFor({ timeout: 5_000 });
      return true;
    }, 120_000);
    await bar(page).getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    await bar(page).waitFor({ state: 'detached' });
  },

  'live tail: a lost connection is told and comes back by itself': async ({
    page,
    stage,
    baseUrl,
    assert,
    waitFor,
  }) => {
    const sockets = [];
    let isClosed = false;
    await page.routeWebSocket(/\/api\/live\/ws$/, (socket) => {
      sockets.push(socket);
      if (isClosed) void socket.close();
      else socket.connectToServer();
    });
    await openExplore(page, baseUrl, logs('live-again'));
    await follow(page);
    isClosed = true;
    await sockets[0].close();
    await bar(page)
      .getByRole('status')
      .getByText(/connection is lost/)
      .waitFor();
    isClosed = false;
    await bar(page).getByRole('status').getByText('Following live').waitFor();
    assert.ok(sockets.length >= 2, 'the page connected again');
    await deliverUntilSeen(page, stage, waitFor, 'live-again');
  },

  'live tail: what cannot be followed says why': async ({ page, baseUrl }) => {
    await openExplore(page, baseUrl, { kind: 'timeseries' });
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await bar(page)
      .getByText(/Only queries of kind Events can be followed live/)
      .first()
      .waitFor();
  },

  'log lines have their volume over time by level': async ({ page, baseUrl, assert }) => {
    const asked = page.waitForResponse(
      (response) =>
        response.url().includes('/api/ds/query') &&
        response
          .request()
          .postDataJSON()
          .queries.some(({ refId }) => refId.startsWith('log-volume-')),
    );
    await openExplore(page, baseUrl, { kind: 'events', format: 'logs' });
    const [result] = Object.values((await (await asked).json()).results);
    assert.ok(result.frames.length > 0 && result.error === undefined, 'there are counts');
    const volume = page.getByTestId('logs-volume');
    await volume.locator('canvas').first().waitFor();
    await volume.getByText('info', { exact: true }).waitFor();
    await volume.getByText('warning', { exact: true }).waitFor();
  },
};
