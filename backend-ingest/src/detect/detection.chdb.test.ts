// Rules in, events in, alerts out, on the real engine: folded, counted once, excepted.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DetectionBench, NOON, repeat } from '../testing/detection-bench.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { until } from '../testing/test-store.ts';

const bench = new DetectionBench();
const { start, send, stored, alerts } = bench;

describe('detection', () => {
  it('writes the rule on the event and raises an alert with evidence', async () => {
    const id = writeRule(bench.rules, 1, 'evil-marker');
    await start();
    await send([sysmonEvent('evil-marker', NOON), sysmonEvent('harmless', NOON)]);
    await stored(2);
    expect(await bench.door.store.query("SELECT rule_ids FROM events WHERE CommandLine LIKE '%evil%'")).toEqual([
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
    writeRule(bench.rules, 1, 'child');
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
    writeRule(bench.rules, 1, 'noisy');
    await start();
    for (let n = 0; n < 5; n++) await send(repeat('noisy', 1000));
    await stored(5000);
    bench.door.shut();
    for (let n = 0; n < 3; n++) await send(repeat('noisy', 1000));
    await bench.test.restart();
    await send(repeat('noisy', 2000));
    bench.door.open();
    await stored(10_000);
    const [alert, ...others] = await alerts();
    expect([alert?.['count'], others]).toEqual(['10000', []]);
    expect(Number(alert?.['ids'])).toBeGreaterThan(20);
    expect(Number(alert?.['ids'])).toBeLessThanOrEqual(100);
    expect(await bench.door.store.query('SELECT count() AS n FROM events WHERE notEmpty(rule_ids)')).toEqual([
      { n: '10000' },
    ]);
  });

  it('hides what an exception names, counts it, and shows it apart', async () => {
    const id = writeRule(bench.rules, 1, 'backup');
    const file = join(bench.rules, 'exceptions.json');
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
    expect(await bench.door.store.query('SELECT rule_id, exception, count FROM excepted_alerts FINAL')).toEqual([
      { rule_id: id, exception: 'nightly', count: '2' },
    ]);
    expect(await bench.door.store.query('SELECT count() AS n FROM events WHERE has(rule_ids, {id:String})', { params: { id } })).toEqual([{ n: '3' }]); // prettier-ignore
    const metrics = (await bench.test.ingest.app.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('huntboard_exception_hits_total{exception="nightly"} 2');
    expect(metrics).toContain(`huntboard_rule_hits_total{rule="${id}"} 3`);
  });

  it('shares one alert among the hits beyond a bound, so that a rule that hits everything floods nothing', async () => {
    writeRule(bench.rules, 1, 'flood');
    await start({ HUNTBOARD_ALERTS_PER_RULE: '3', HUNTBOARD_RULES_FILE: '' });
    const users = Array.from({ length: 10 }, (_, n) => sysmonEvent('flood', NOON).replace('anna', `user${n}`));
    await send(users);
    await stored(10);
    expect((await alerts()).map(({ count }) => count)).toEqual(['1', '1', '1', '7']);
  });
});
