// The stages, each on rows as the decoder makes them.
import { ALERTS_COL, COL, newEventRow, type Row } from '@huntboard/schema';
import { AlertFolder } from '../detect/alert-folder.ts';
import { DEFAULT_RETENTION, retentionAssigner, retentionSchema } from './assign-retention.ts';
import { enrichHost } from './enrich-host.ts';
import { compileFilters, filtersSchema } from './filter-events.ts';
import { raiseSensorAlert } from './raise-sensor-alerts.ts';

function row(values: Partial<Record<keyof typeof COL, Row[number]>>): Row {
  const made = newEventRow();
  for (const [name, value] of Object.entries(values)) made[COL[name as keyof typeof COL]] = value;
  made[COL.raw] ||= new TextEncoder().encode('{"the":"event"}');
  return made;
}

describe('filter-events', () => {
  const drops = (filters: unknown, one: Row): boolean => compileFilters(filtersSchema.parse(filters))!(one);

  it('drops what all conditions of any filter hold for, whatever the case', () => {
    const filters = [
      { name: 'noise', drop: { category: 'image', Image: { endsWith: ['\\MsMpEng.exe', '\\svchost.exe'] } } },
      { name: 'ids', drop: { EventID: [4658, 4690] } },
    ];
    expect(drops(filters, row({ category: 'image', Image: 'C:\\x\\MSMPENG.EXE' }))).toBe(true);
    expect(drops(filters, row({ category: 'process', Image: 'C:\\x\\MsMpEng.exe' }))).toBe(false);
    expect(drops(filters, row({ EventID: 4690 }))).toBe(true);
    expect(drops(filters, row({ EventID: 1 }))).toBe(false);
  });

  it('refuses filters that would drop everything or name no column', () => {
    expect(() => filtersSchema.parse([{ name: 'all', drop: {} }])).toThrow('would drop everything');
    expect(() => filtersSchema.parse([{ name: 'typo', drop: { Imgae: 'x' } }])).toThrow();
    expect(compileFilters([])).toBeUndefined();
  });
});

describe('enrich-host', () => {
  const delivery = { receivedAt: 0, input: 'osquery-tls', origin: 'node' } as const;

  it('fills a missing host from who sent the event, and leaves one that is there', () => {
    const osquery = { hostIdentifier: 'WEB-01', logType: 'result' } as const;
    const cases: [Row, object, string][] = [
      [row({}), { ...delivery, osquery }, 'web-01'],
      [row({}), delivery, 'node'],
      [row({ host: 'ws-01' }), delivery, 'ws-01'],
    ];
    for (const [one, sent, host] of cases) {
      enrichHost(one, sent as typeof delivery);
      expect(one[COL.host]).toBe(host);
    }
  });
});

describe('assign-retention', () => {
  it('gives the days of the category, or those of the rest', () => {
    const assign = retentionAssigner(DEFAULT_RETENTION);
    const [image, other] = [row({ category: 'image' }), row({ category: 'never-heard-of' })];
    assign(image);
    assign(other);
    expect([image[COL.retention_days], image[COL.raw_days]]).toEqual([30, 7]);
    expect([other[COL.retention_days], other[COL.raw_days]]).toEqual([90, 30]);
  });

  it('refuses a file without a default, and text that is kept longer than its event', () => {
    expect(() => retentionSchema.parse({ process: { days: 1, rawDays: 1 } })).toThrow('`default` is missing');
    expect(() => retentionSchema.parse({ default: { days: 1, rawDays: 2 } })).toThrow('must not be more');
  });
});

describe('raise-sensor-alerts', () => {
  function raise(...rows: readonly Row[]): Row | undefined {
    const folder = new AlertFolder({ maxAlertsPerRule: 10, alertDays: 400 });
    for (const one of rows) raiseSensorAlert(one, folder, 400);
    const alerts = folder.drain();
    expect(alerts.length).toBeLessThan(2);
    return alerts[0]?.row;
  }

  const defender = {
    EventID: 1116,
    Channel: 'Microsoft-Windows-Windows Defender/Operational',
    host: 'ws-01',
    category: 'finding',
    ThreatName: 'Trojan:Win32/Test',
    event_id: '01a20bf4-9391-7837-8000-000003000000',
    ext: [
      'Severity Name',
      'Severe',
      'Path',
      'process:_pid:4711,ProcessStart:133500000000000000',
      'Process Name',
      'C:\\evil.exe',
    ],
  };

  it('makes an alert of a finding of Defender, with its severity and the process it names', () => {
    const alert = raise(row(defender))!;
    expect(alert[ALERTS_COL.rule_id]).toBe('sensor:windows-defender');
    expect(alert[ALERTS_COL.level]).toBe('critical');
    expect(alert[ALERTS_COL.ProcessId]).toBe(4711);
    expect(alert[ALERTS_COL.Image]).toBe('C:\\evil.exe');
    expect(alert[ALERTS_COL.event_ids]).toEqual([defender.event_id]);
    expect(alert[ALERTS_COL.alert_id]).not.toBe(defender.event_id);
    expect(alert[ALERTS_COL.alert_id]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(JSON.parse(alert[ALERTS_COL.evidence] as string)).toMatchObject({ raw: '{"the":"event"}' });
  });

  it('folds equal findings into one alert that counts them', () => {
    const second = { ...defender, event_id: '01a20bf4-9391-7837-8000-000003000001', ts: 5000 };
    const alert = raise(row(defender), row(second))!;
    expect(alert[ALERTS_COL.count]).toBe(2);
    expect(alert[ALERTS_COL.event_ids]).toEqual([defender.event_id, second.event_id]);
    expect([alert[ALERTS_COL.ts], alert[ALERTS_COL.last_ts]]).toEqual([0, 5000]);
  });

  it.each([
    ['Low', 1116, 'low'],
    ['Moderate', 1117, 'medium'],
    ['High', 1006, 'high'],
    ['', 1015, 'high'],
    ['Low', 1118, 'high'],
  ])('takes the severity %s of event %s for %s', (severity, EventID, level) => {
    const ext = ['SeverityName', severity];
    expect(raise(row({ ...defender, EventID, ext }))![ALERTS_COL.level]).toBe(level);
  });

  it('makes an alert of a YARA match of osquery, not of a file without one nor of a match that is gone', () => {
    const yara = {
      osquery_table: 'yara_events',
      ThreatName: 'webshell',
      TargetFilename: '/var/www/x.php',
      event_id: defender.event_id,
    };
    expect(raise(row(yara))![ALERTS_COL.rule_id]).toBe('sensor:osquery-yara');
    expect(raise(row({ ...yara, ThreatName: '' }))).toBeUndefined();
    expect(raise(row({ ...yara, ext: ['osquery_action', 'removed'] }))).toBeUndefined();
  });

  it('leaves other events of the same number alone', () => {
    expect(raise(row({ ...defender, Channel: 'Security' }))).toBeUndefined();
    expect(raise(row({ EventID: 1, Channel: defender.Channel }))).toBeUndefined();
  });
});
