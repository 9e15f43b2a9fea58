// Correlations and indicators on the real engine: late events, restarts, hunts in what is stored, exceptions.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DetectionBench, KNOCKING, NOON, repeat, writeKnocking } from '../testing/detection-bench.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { until } from '../testing/test-store.ts';

const bench = new DetectionBench();
const { start, send, stored, alerts, ask } = bench;

describe('what is found over many events', () => {
  it('correlates what rules matched, over a restart, with one alert that grows', async () => {
    const id = writeRule(bench.rules, 1, 'knock');
    writeKnocking(bench.rules, id);
    const settings = { HUNTBOARD_CORRELATION_SECONDS: '0.1' };
    await start(settings);
    await send(repeat('knock', 2));
    await stored(2);
    await bench.test.restart();
    await send([sysmonEvent('knock', NOON + 60_000)]);
    const [alert, ...others] = await until(alerts, (rows) => rows.length > 0);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ rule_id: '00000000-0000-4000-8000-000000000099', level: 'critical', count: '3', ids: '3', host: 'ws-01' }); // prettier-ignore
    expect(alert!['summary']).toBe('Knocking for Computer ws-01');
    await send([sysmonEvent('knock', NOON + 120_000)]);
    const [grown] = await until(alerts, (rows) => rows[0]?.['count'] === '4' && rows[0]?.['lineage'] !== '');
    expect(JSON.parse(grown!['lineage'] as string)).toMatchObject([{ image: 'C:\\Windows\\explorer.exe' }]);
    expect(await bench.door.store.query('SELECT count() AS n FROM events WHERE has(rule_ids, {id:String})', { params: { id } })).toEqual([{ n: '4' }]); // prettier-ignore
  });

  it('adds late events that move the start of an episode, or join two, to the alert that is there', async () => {
    const id = writeRule(bench.rules, 1, 'knock');
    writeKnocking(bench.rules, id);
    await start({ HUNTBOARD_CORRELATION_SECONDS: '0.1' });
    const minutes = async (...at: readonly number[]): Promise<void> =>
      send(at.map((minute) => sysmonEvent('knock', NOON + minute * 60_000)));
    const raised = (count: string): Promise<Record<string, unknown>[]> =>
      until(
        () =>
          bench.door.store.query(
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
    const folder = join(bench.rules, 'indicators');
    mkdirSync(folder);
    writeFileSync(join(folder, 'first.txt'), 'evil.example\n');
    await start({ HUNTBOARD_IOC_DIR: folder, HUNTBOARD_CORRELATION_SECONDS: '0.1' });
    const recent = Date.now() - 3_600_000;
    const marker = 'http://www.evil.example/a http://bad.example:8080/b';
    await send([sysmonEvent(marker, recent), sysmonEvent(marker, recent), sysmonEvent('good.example', recent)]);
    await stored(3);
    expect(await bench.door.store.query("SELECT count() AS n FROM events WHERE has(rule_ids, 'ioc:domain')")).toEqual([{ n: '2' }]); // prettier-ignore
    expect(await alerts()).toMatchObject([{ rule_id: 'ioc:domain', count: '2' }]);
    writeFileSync(join(folder, 'second.csv'), 'url,about\nhttp://bad.example:8080/b,dropper\n');
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: true });
    const [, url] = await until(alerts, (rows) => rows.length === 2);
    expect(url).toMatchObject({ rule_id: 'ioc:url', count: '2', ids: '2', host: 'ws-01' });
    expect(JSON.parse(url!['evidence'] as string)).toMatchObject({ matched: { indicator: 'http://bad.example:8080/b', about: 'dropper' } }); // prettier-ignore
    await send([sysmonEvent(marker, recent)]);
    await stored(4);
    await bench.test.restart();
    await send([sysmonEvent('http://bad.example:8080/b', recent)]);
    await stored(5);
    expect((await alerts()).map(({ rule_id, count }) => [rule_id, count])).toEqual([
      ['ioc:domain', '3'],
      ['ioc:url', '4'],
    ]);
  });

  it('hides findings of correlations and hits of indicators that an exception names', async () => {
    const id = writeRule(bench.rules, 1, 'knock');
    writeKnocking(bench.rules, id);
    const folder = join(bench.rules, 'indicators');
    mkdirSync(folder);
    writeFileSync(join(folder, 'first.txt'), 'evil.example\n');
    const file = join(bench.rules, 'exceptions.json');
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
        () => bench.door.store.query('SELECT rule_id, exception, count FROM excepted_alerts FINAL ORDER BY rule_id'),
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
    // The watcher of the folder may have been first.
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded' });
    expect((await hidden(3))[2]).toMatchObject({ rule_id: 'ioc:url', exception: 'proxy', count: '1' });
    expect((await until(alerts, (rows) => rows.length === 2))[1]).toMatchObject({ rule_id: 'ioc:url', count: '1' });
    // A hunt is counted when it has ended, after its rows are stored.
    const metrics = await until(
      async () => (await bench.test.ingest.app.inject({ url: '/metrics' })).body,
      (text) => text.includes('huntboard_exception_hits_total{exception="proxy"} 2'),
    );
    expect(metrics).toContain('huntboard_exception_hits_total{exception="scanner"} 1');
  });
});
