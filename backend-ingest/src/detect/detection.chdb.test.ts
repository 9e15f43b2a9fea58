// Rules in, events in, alerts out, on the real engine: folded, counted once, excepted, loaded anew.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Environment } from '../config.ts';
import { makeBundles, type Bundles } from '../testing/bundles.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';
import { startDoorStore, until, type DoorStore } from '../testing/test-store.ts';

const ADMIN = 'an-admin-token-of-the-test';
/** In the middle of an hour, so that no window ends in between. */
const NOON = Date.UTC(2026, 5, 1, 12, 30);
let bundles: Bundles;
let door: DoorStore;
let test: TestIngest;
let rules: string;

beforeAll(async () => {
  bundles = makeBundles();
  door = await startDoorStore();
});
afterAll(async () => {
  await door.stop();
  bundles.remove();
});
beforeEach(() => {
  rules = mkdtempSync(join(tmpdir(), 'huntboard-rules-'));
});
afterEach(async () => {
  door.open();
  await test.stop();
  rmSync(rules, { recursive: true, force: true });
  for (const table of ['events', 'process', 'seen', 'quarantine', 'alerts', 'excepted_alerts'])
    await door.store.command(`TRUNCATE TABLE ${table}`);
});

async function start(settings: Environment = {}): Promise<void> {
  test = await startTestIngest(bundles.worker, {
    ...door.settings,
    HUNTBOARD_DETECTION: 'on',
    HUNTBOARD_RULES_DIRS: rules,
    HUNTBOARD_RULES_BUILTIN: 'off',
    HUNTBOARD_ADMIN_TOKENS: ADMIN,
    ...settings,
  });
}

async function send(lines: readonly string[]): Promise<void> {
  const response = await test.ingest.app.inject({
    method: 'POST',
    url: '/api/v1/events',
    headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-encoding': 'gzip' },
    payload: gzipSync(lines.join('\n')),
  });
  expect(response.statusCode).toBe(200);
}

const stored = (events: number): Promise<unknown> =>
  until(
    async () => test.ingest.pipeline.snapshot().inputs['http-events'],
    (input) => input?.stored === events && input.queued === 0,
  );
const alerts = (): Promise<Record<string, unknown>[]> =>
  door.store.query(
    'SELECT rule_id, level, host, User, count, length(event_ids) AS ids, summary, evidence, toString(proc_guid) AS guid, lineage FROM alerts FINAL ORDER BY rule_id, count',
  );
const repeat = (marker: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => sysmonEvent(marker, NOON + n));

const KNOCKING = '00000000-0000-4000-8000-000000000099';

/** A correlation: three hits of the rule on a machine within ten minutes. */
function writeKnocking(rule: string): void {
  const correlation = [
    'title: Knocking',
    `id: ${KNOCKING}`,
    'status: test',
    'level: critical',
    `correlation: { type: event_count, rules: [${rule}], group-by: [Computer], timespan: 10m, condition: { gte: 3 } }`,
  ];
  writeFileSync(join(rules, 'correlation.yml'), correlation.join('\n'));
}

async function ask(method: 'GET' | 'POST', url: string, token = ADMIN): Promise<{ status: number; body: never }> {
  const { statusCode, body } = await test.ingest.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: statusCode, body: JSON.parse(body) as never };
}

describe('detection', () => {
  it('writes the rule on the event and raises an alert with evidence', async () => {
    const id = writeRule(rules, 1, 'evil-marker');
    await start();
    await send([sysmonEvent('evil-marker', NOON), sysmonEvent('harmless', NOON)]);
    await stored(2);
    expect(await door.store.query("SELECT rule_ids FROM events WHERE CommandLine LIKE '%evil%'")).toEqual([
      { rule_ids: [id] },
    ]);
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ rule_id: id, level: 'high', host: 'ws-01', User: 'LAB\\anna', count: '1', ids: '1' });
    expect(alert!['summary']).toBe('Marker evil-marker on ws-01 by LAB\\anna: cmd.exe /c echo evil-marker');
    expect(JSON.parse(alert!['evidence'] as string)).toMatchObject({
      matched: { CommandLine: 'cmd.exe /c echo evil-marker' },
    });
  });

  it('keeps the ancestors of the process beside the alert, the count as it was', async () => {
    writeRule(rules, 1, 'child');
    await start();
    const parent = sysmonEvent('the parent', NOON).replace('0001-5f5f', '0002-5f5f').replace('0002-5f5f-0100-000000000000}","ParentProcessId', '0003-5f5f-0100-000000000000}","ParentProcessId'); // prettier-ignore
    await send([parent, sysmonEvent('the child', NOON)]);
    await stored(2);
    const [alert] = await until(alerts, (rows) => rows[0]?.['lineage'] !== '');
    expect(alert).toMatchObject({ count: '1', ids: '1', summary: expect.stringContaining('the child') });
    expect(JSON.parse(alert!['evidence'] as string)).toMatchObject({ matched: { CommandLine: expect.any(String) } });
    expect(JSON.parse(alert!['lineage'] as string)).toMatchObject([
      { image: 'C:\\Windows\\System32\\cmd.exe', commandLine: 'cmd.exe /c echo the parent', user: 'LAB\\anna' },
      { image: 'C:\\Windows\\explorer.exe', pid: 1000, user: '' },
    ]);
  });

  it('counts 10,000 equal hits of many batches, a restart among them, as one alert', async () => {
    writeRule(rules, 1, 'noisy');
    await start();
    for (let n = 0; n < 5; n++) await send(repeat('noisy', 1000));
    await stored(5000);
    door.shut();
    for (let n = 0; n < 3; n++) await send(repeat('noisy', 1000));
    await test.restart();
    await send(repeat('noisy', 2000));
    door.open();
    await stored(10_000);
    const [alert, ...others] = await alerts();
    expect([alert?.['count'], others]).toEqual(['10000', []]);
    expect(Number(alert?.['ids'])).toBeGreaterThan(20);
    expect(Number(alert?.['ids'])).toBeLessThanOrEqual(100);
    expect(await door.store.query('SELECT count() AS n FROM events WHERE notEmpty(rule_ids)')).toEqual([
      { n: '10000' },
    ]);
  });

  it('correlates what rules matched, over a restart, with one alert that grows', async () => {
    const id = writeRule(rules, 1, 'knock');
    writeKnocking(id);
    const settings = { HUNTBOARD_CORRELATION_SECONDS: '0.1' };
    await start(settings);
    await send(repeat('knock', 2));
    await stored(2);
    await test.restart();
    await send([sysmonEvent('knock', NOON + 60_000)]);
    const [alert, ...others] = await until(alerts, (rows) => rows.length > 0);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ rule_id: '00000000-0000-4000-8000-000000000099', level: 'critical', count: '3', ids: '3', host: 'ws-01' }); // prettier-ignore
    expect(alert!['summary']).toBe('Knocking for Computer ws-01');
    await send([sysmonEvent('knock', NOON + 120_000)]);
    const [grown] = await until(alerts, (rows) => rows[0]?.['count'] === '4' && rows[0]?.['lineage'] !== '');
    expect(JSON.parse(grown!['lineage'] as string)).toMatchObject([{ image: 'C:\\Windows\\explorer.exe' }]);
    expect(await door.store.query('SELECT count() AS n FROM events WHERE has(rule_ids, {id:String})', { params: { id } })).toEqual([{ n: '4' }]); // prettier-ignore
  });

  it('adds late events that move the start of an episode, or join two, to the alert that is there', async () => {
    const id = writeRule(rules, 1, 'knock');
    writeKnocking(id);
    await start({ HUNTBOARD_CORRELATION_SECONDS: '0.1' });
    const minutes = async (...at: readonly number[]): Promise<void> =>
      send(at.map((minute) => sysmonEvent('knock', NOON + minute * 60_000)));
    const raised = (count: string): Promise<Record<string, unknown>[]> =>
      until(
        () =>
          door.store.query(
            `SELECT toString(alert_id) AS id, toUnixTimestamp64Milli(ts) AS first, toUnixTimestamp64Milli(last_ts) AS last, count
             FROM alerts FINAL WHERE rule_id = '${KNOCKING}' ORDER BY ts`,
          ),
        (rows) => String(rows[0]?.['count']) === count,
      );
    await minutes(0, 1, 2, 3);
    const [alert] = await raised('4');
    expect(alert).toMatchObject({ first: String(NOON + 120_000), last: String(NOON + 180_000) });
    await minutes(-1);
    expect(await raised('5')).toMatchObject([{ id: alert!['id'], first: String(NOON + 60_000) }]);
    await minutes(20, 21, 22);
    expect(await raised('5')).toHaveLength(1);
    const two = await until(() => raised('5'), (rows) => rows.length === 2); // prettier-ignore
    expect(two[1]).toMatchObject({ count: '3' });
    // Every window from the third minute to the twenty-second now holds three: one episode, of which eight events were told.
    await minutes(6, 9, 12, 14, 16, 18);
    const joined = await raised('11');
    expect(joined[0]).toMatchObject({ id: alert!['id'], last: String(NOON + 22 * 60_000) });
    expect(joined).toHaveLength(2);
    // Far behind what the episode has become: counted all the same.
    await minutes(-2);
    expect(await raised('12')).toMatchObject([{ id: alert!['id'], first: String(NOON) }, { count: '3' }]);
  });

  it('looks for indicators on the stream, and for new ones in what is stored, each hit once', async () => {
    const folder = join(rules, 'indicators');
    mkdirSync(folder);
    writeFileSync(join(folder, 'first.txt'), 'evil.example\n');
    await start({ HUNTBOARD_IOC_DIR: folder, HUNTBOARD_CORRELATION_SECONDS: '0.1' });
    const recent = Date.now() - 3_600_000;
    const marker = 'http://www.evil.example/a http://bad.example:8080/b';
    await send([sysmonEvent(marker, recent), sysmonEvent(marker, recent), sysmonEvent('good.example', recent)]);
    await stored(3);
    expect(await door.store.query("SELECT count() AS n FROM events WHERE has(rule_ids, 'ioc:domain')")).toEqual([{ n: '2' }]); // prettier-ignore
    expect(await alerts()).toMatchObject([{ rule_id: 'ioc:domain', count: '2' }]);
    writeFileSync(join(folder, 'second.csv'), 'url,about\nhttp://bad.example:8080/b,dropper\n');
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: true });
    const [, url] = await until(alerts, (rows) => rows.length === 2);
    expect(url).toMatchObject({ rule_id: 'ioc:url', count: '2', ids: '2', host: 'ws-01' });
    expect(JSON.parse(url!['evidence'] as string)).toMatchObject({ matched: { indicator: 'http://bad.example:8080/b', about: 'dropper' } }); // prettier-ignore
    await send([sysmonEvent(marker, recent)]);
    await stored(4);
    await test.restart();
    await send([sysmonEvent('http://bad.example:8080/b', recent)]);
    await stored(5);
    expect((await alerts()).map(({ rule_id, count }) => [rule_id, count])).toEqual([
      ['ioc:domain', '3'],
      ['ioc:url', '4'],
    ]);
  });

  it('hides what an exception names, counts it, and shows it apart', async () => {
    const id = writeRule(rules, 1, 'backup');
    const file = join(rules, 'exceptions.json');
    const common = { rules: [id], owner: 'anna', reason: 'the nightly backup' };
    const exceptions = [
      { ...common, id: 'old', where: { host: 'ws-01' }, expires: '2020-01-01' },
      { ...common, id: 'nightly', where: { 'CommandLine|endswith': 'backup-job' }, expires: '2099-01-01' },
    ];
    writeFileSync(file, JSON.stringify(exceptions));
    await start({ HUNTBOARD_EXCEPTIONS_FILE: file });
    await send([sysmonEvent('backup-job', NOON), sysmonEvent('backup-job', NOON), sysmonEvent('backup-thief', NOON)]);
    await stored(3);
    expect(await alerts()).toMatchObject([{ rule_id: id, count: '1', summary: expect.stringContaining('thief') }]);
    expect(await door.store.query('SELECT rule_id, exception, count FROM excepted_alerts FINAL')).toEqual([
      { rule_id: id, exception: 'nightly', count: '2' },
    ]);
    expect(await door.store.query('SELECT count() AS n FROM events WHERE has(rule_ids, {id:String})', { params: { id } })).toEqual([{ n: '3' }]); // prettier-ignore
    const metrics = (await test.ingest.app.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('huntboard_exception_hits_total{exception="nightly"} 2');
    expect(metrics).toContain(`huntboard_rule_hits_total{rule="${id}"} 3`);
  });

  it('hides findings of correlations and hits of indicators that an exception names', async () => {
    const id = writeRule(rules, 1, 'knock');
    writeKnocking(id);
    const folder = join(rules, 'indicators');
    mkdirSync(folder);
    writeFileSync(join(folder, 'first.txt'), 'evil.example\n');
    const file = join(rules, 'exceptions.json');
    const common = { owner: 'anna', reason: 'the scanner knocks', expires: '2099-01-01' };
    const exceptions = [
      { ...common, id: 'scanner', rules: [KNOCKING], where: { User: 'LAB\\anna' } },
      { ...common, id: 'proxy', rules: ['ioc:url', 'ioc:domain'], where: { 'CommandLine|contains': 'by-proxy' } },
    ];
    writeFileSync(file, JSON.stringify(exceptions));
    const recent = Date.now() - 3_600_000;
    const settings = {
      HUNTBOARD_EXCEPTIONS_FILE: file,
      HUNTBOARD_IOC_DIR: folder,
      HUNTBOARD_CORRELATION_SECONDS: '0.1',
    };
    await start(settings);
    await send([...repeat('knock', 3), sysmonEvent('http://evil.example/ by-proxy', recent)]);
    const hidden = (rows: number): Promise<Record<string, unknown>[]> =>
      until(
        () => door.store.query('SELECT rule_id, exception, count FROM excepted_alerts FINAL ORDER BY rule_id'),
        (found) => found.length === rows,
      );
    expect(await hidden(2)).toMatchObject([
      { rule_id: KNOCKING, exception: 'scanner', count: '3' },
      { rule_id: 'ioc:domain', exception: 'proxy', count: '1' },
    ]);
    expect(await alerts()).toEqual([]);
    // One event that the exception does not speak of, and the finding is told.
    const bob = repeat('knock', 3).map((line) => line.replace('ws-01', 'ws-02'));
    await send([...bob.slice(1), bob[0]!.replace('LAB\\\\anna', 'LAB\\\\bob')]);
    const [told, ...others] = await until(alerts, (rows) => rows.length > 0);
    expect([told, others]).toMatchObject([{ rule_id: KNOCKING, host: 'ws-02', count: '3' }, []]);
    // Also in what is stored already.
    await send([sysmonEvent('http://bad.example/ by-proxy', recent), sysmonEvent('http://bad.example/', recent)]);
    writeFileSync(join(folder, 'second.csv'), 'url,about\nhttp://bad.example,dropper\n');
    await stored(9);
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: true });
    expect((await hidden(3))[2]).toMatchObject({ rule_id: 'ioc:url', exception: 'proxy', count: '1' });
    expect((await until(alerts, (rows) => rows.length === 2))[1]).toMatchObject({ rule_id: 'ioc:url', count: '1' });
    const metrics = (await test.ingest.app.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('huntboard_exception_hits_total{exception="scanner"} 1');
    expect(metrics).toContain('huntboard_exception_hits_total{exception="proxy"} 2');
  });

  it('loads changed rules while it runs, and leaves the others running when one is broken', async () => {
    const first = writeRule(rules, 1, 'first');
    await start();
    await send([sysmonEvent('first second', NOON)]);
    await stored(1);
    const second = writeRule(rules, 2, 'second');
    writeFileSync(
      join(rules, 'broken.yml'),
      'title: broken\nlogsource: {product: windows}\ndetection: {selection: {a: b}, condition: [',
    );
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded' });
    await send([sysmonEvent('first second', NOON)]);
    await stored(2);
    expect((await alerts()).map(({ rule_id, count }) => [rule_id, count])).toEqual([
      [first, '2'],
      [second, '1'],
    ]);
    const { body } = await ask('GET', '/api/v1/rules');
    expect(body).toMatchObject({ states: { active: 2, error: 1 }, refusal: '' });
    expect((await ask('GET', '/api/v1/rules?state=error')).body).toMatchObject({
      rules: [{ file: expect.stringContaining('broken.yml'), reason: expect.stringContaining('sigma.') }],
    });
    expect((await ask('GET', `/api/v1/rules?id=${first}`)).body).toMatchObject({ rules: [{ hits: expect.any(Number), state: 'active' }] }); // prettier-ignore
    expect((await ask('GET', '/api/v1/rules', 'wrong')).status).toBe(401);
    expect((await test.ingest.app.inject({ url: '/metrics' })).body).toContain('huntboard_rules{state="error"} 1');
  });

  it('runs the last right text of a rule whose file has become wrong, over a restart, and says so', async () => {
    const id = writeRule(rules, 1, 'first');
    const path = join(rules, 'rule-1.yml');
    const right = readFileSync(path, 'utf8');
    await start();
    await send([sysmonEvent('first', NOON)]);
    await stored(1);
    writeFileSync(path, right.replace('condition: selection', 'condition: selection and'));
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: false });
    await send([sysmonEvent('first', NOON)]);
    await stored(2);
    const shown = async (): Promise<unknown> => (await ask('GET', '/api/v1/rules')).body;
    const both = {
      states: { active: 1, error: 1 },
      rules: [
        { id, state: 'active', reason: expect.stringContaining('last text that was right') },
        { state: 'error', file: path, reason: expect.stringContaining('sigma.') },
      ],
      problems: [{ severity: 'warning' }, { severity: 'error', position: { file: path } }],
    };
    expect(await shown()).toMatchObject(both);
    await test.restart();
    await send([sysmonEvent('first', NOON)]);
    await stored(3);
    expect(await alerts()).toMatchObject([{ rule_id: id, count: '3' }]);
    expect(await shown()).toMatchObject(both);
    // Mended, it is the new text that runs; taken away, none.
    writeFileSync(path, right.replace("'first'", "'second'"));
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: true });
    await send([sysmonEvent('first', NOON), sysmonEvent('second', NOON)]);
    await stored(5);
    expect(await alerts()).toMatchObject([{ rule_id: id, count: '4' }]);
    expect(await shown()).toMatchObject({ states: { active: 1, error: 0 }, problems: [{ severity: 'warning' }] });
    rmSync(path);
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: true });
    expect(await shown()).toMatchObject({ states: { active: 0, error: 0 }, rules: [] });
  });

  it('notices by itself that a file has changed', async () => {
    writeRule(rules, 1, 'first');
    await start({ HUNTBOARD_RULES_POLL_SECONDS: '0' });
    await send([sysmonEvent('first', NOON)]);
    await stored(1);
    const second = writeRule(rules, 2, 'second');
    await until(
      async () => (await test.ingest.app.inject({ url: '/metrics' })).body,
      (text) => text.includes('huntboard_rules{state="active"} 2'),
    );
    await send([sysmonEvent('second', NOON)]);
    expect(await until(alerts, (rows) => rows.length === 2)).toMatchObject([{}, { rule_id: second }]);
  });

  it('keeps the former rules when a file of the configuration is broken', async () => {
    const id = writeRule(rules, 1, 'kept');
    const file = join(rules, 'settings.json');
    writeFileSync(file, JSON.stringify({ overrides: { [id]: { level: 'low' } } }));
    await start({ HUNTBOARD_RULES_FILE: file });
    await send([sysmonEvent('kept', NOON)]);
    await stored(1);
    writeFileSync(file, '{"overrides": 5}');
    const refused = await ask('POST', '/api/v1/rules/reload');
    expect(refused).toMatchObject({ status: 409, body: { kind: 'refused', reason: expect.stringContaining('settings.json') } }); // prettier-ignore
    await send([sysmonEvent('kept', NOON)]);
    await stored(2);
    expect(await alerts()).toMatchObject([{ rule_id: id, level: 'low', count: '2' }]);
  });

  it('runs what the rules file enables, and no rules at all when the directory is not there', async () => {
    const [one, two] = [writeRule(rules, 1, 'both'), writeRule(rules, 2, 'both')];
    const file = join(rules, 'settings.json');
    writeFileSync(file, JSON.stringify({ disable: { ids: [two] } }));
    await start({ HUNTBOARD_RULES_FILE: file, HUNTBOARD_RULES_DIRS: `${rules},/nowhere/rules` });
    await send([sysmonEvent('both', NOON)]);
    await stored(1);
    expect(await alerts()).toMatchObject([{ rule_id: one }]);
    const { body } = await ask('GET', '/api/v1/rules');
    expect(body).toMatchObject({
      states: { active: 1, disabled: 1 },
      unreadable: [expect.stringContaining('/nowhere')],
    });
    mkdirSync(join(rules, 'empty'));
    await test.restart({ HUNTBOARD_RULES_DIRS: join(rules, 'empty'), HUNTBOARD_RULES_FILE: '' });
    await send([sysmonEvent('both', NOON)]);
    await stored(2);
    expect(await alerts()).toHaveLength(1);
  });

  it('shares one alert among the hits beyond a bound, so that a rule that hits everything floods nothing', async () => {
    writeRule(rules, 1, 'flood');
    await start({ HUNTBOARD_ALERTS_PER_RULE: '3', HUNTBOARD_RULES_FILE: '' });
    const users = Array.from({ length: 10 }, (_, n) => sysmonEvent('flood', NOON).replace('anna', `user${n}`));
    await send(users);
    await stored(10);
    expect((await alerts()).map(({ count }) => count)).toEqual(['1', '1', '1', '7']);
  });
});
