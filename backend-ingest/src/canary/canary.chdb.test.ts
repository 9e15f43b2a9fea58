// The canary on the real engine: from the door to its alert, marked so that nothing counts it, and missed when the way is broken.
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { DetectionBench, NOON } from '../testing/detection-bench.ts';
import { gauge } from '../testing/metrics.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { until } from '../testing/test-store.ts';
import { checkCanary } from '../cli/doctor/check-canary.ts';

const bench = new DetectionBench();
const { start, send, stored, alerts } = bench;
const metrics = async (): Promise<string> => (await bench.test.ingest.app.inject({ url: '/metrics' })).body;
const count = async (table: string, where = '1'): Promise<number> =>
  Number((await bench.door.store.query<{ n: string }>(`SELECT count() AS n FROM ${table} WHERE ${where}`))[0]?.n);
const heard = (times: number): Promise<string> =>
  until(metrics, (text) => gauge(text, 'huntboard_canaries_total{result="heard"}') >= times);

describe('the canary', () => {
  it('raises its alert on the way that events take, and the service hears it', async () => {
    await start({ HUNTBOARD_CANARY_SECONDS: '300', HUNTBOARD_NODE_NAME: 'north' });
    await heard(1);
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      rule_id: 'huntboard:canary',
      level: 'informational',
      host: '',
      User: '',
      count: '1',
    });
    const { queueId } = bench.test.ingest.pipeline.queue;
    expect(JSON.parse(alert!['evidence'] as string)).toMatchObject({ matched: { node: 'north', queue: queueId, interval: '300' } }); // prettier-ignore
    const ready = (await bench.test.ingest.app.inject({ url: '/readyz' })).json<{ canary_age_seconds: number }>();
    expect(ready.canary_age_seconds).toBeLessThan(300);
    expect(await checkCanary(bench.door.store)).toMatchObject([{ check: 'canary', state: 'ok' }]);
  });

  it('belongs to no host, source or process, and is kept shortly', async () => {
    await start({ HUNTBOARD_CANARY_SECONDS: '300' });
    await heard(1);
    expect(
      await bench.door.store.query('SELECT category, source, host, Computer, User, retention_days AS days, rule_ids FROM events'),
    ).toEqual([{ category: 'canary', source: '', host: '', Computer: '', User: '', days: 2, rule_ids: ['huntboard:canary'] }]); // prettier-ignore
    expect([await count('seen'), await count('process'), await count('quarantine')]).toEqual([0, 0, 0]);
  });

  it('cannot be dropped, excepted or switched off by what people configure', async () => {
    const write = (name: string, content: unknown): string => {
      writeFileSync(join(bench.rules, name), JSON.stringify(content));
      return join(bench.rules, name);
    };
    const exception = { id: 'all', rules: '*', where: { 'node|re': '.' }, owner: 'anna', reason: 'noise', expires: '2099-01-01' }; // prettier-ignore
    await start({
      HUNTBOARD_CANARY_SECONDS: '300',
      HUNTBOARD_FILTERS_FILE: write('filters.json', [{ name: 'all', drop: { category: 'canary' } }]),
      HUNTBOARD_EXCEPTIONS_FILE: write('exceptions.json', [exception]),
      HUNTBOARD_RULES_FILE: write('rules.json', { enable: { level: 'critical' }, disable: { ids: ['huntboard:canary'] } }), // prettier-ignore
    });
    await heard(1);
    expect([await count('alerts'), await count('excepted_alerts')]).toEqual([1, 0]);
  });

  it('is not sung by others: an event that says the same raises nothing', async () => {
    await start();
    const logsource = { product: 'huntboard', service: 'canary', category: 'canary' };
    const time = new Date(NOON).toISOString();
    const event = { '@timestamp': time, logsource, node: 'x', queue: 'y', interval: '300' }; // prettier-ignore
    await send([JSON.stringify(event), sysmonEvent('harmless', NOON)]);
    await stored(2);
    expect(await count('alerts')).toBe(0);
  });

  it('is missing while the store takes nothing, and heard again when it does, folded into one alert', async () => {
    await start({ HUNTBOARD_CANARY_SECONDS: '1' });
    await heard(1);
    bench.door.shut();
    await until(metrics, (text) => gauge(text, 'huntboard_canaries_total{result="missing"}') >= 1);
    bench.door.open();
    await heard(2);
    const rows = await alerts();
    expect(rows.map(({ rule_id }) => rule_id)).toEqual(['huntboard:canary']);
    expect(Number(rows[0]!['count'])).toBeGreaterThan(2);
  });

  it('is missing when no rules judge', async () => {
    await start({ HUNTBOARD_CANARY_SECONDS: '1', HUNTBOARD_RULES_FILE: join(bench.rules, 'not-there.yaml') });
    await until(metrics, (text) => gauge(text, 'huntboard_canaries_total{result="missing"}') >= 1);
    expect(await count('events', "category = 'canary'")).toBeGreaterThan(0);
    expect(await count('alerts')).toBe(0);
    expect(await checkCanary(bench.door.store)).toMatchObject([{ check: 'canary', state: 'ok', detail: expect.stringContaining('none') }]); // prettier-ignore
  });
});
