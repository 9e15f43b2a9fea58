// Fields: each is read where an event of its kind has it, and is missing where the event does not send it.
import { decode } from '@huntboard/testing';
import type { Row } from '@huntboard/schema';
import { readField } from '../event/read-field.ts';
import { evaluate } from '../matcher/evaluate.ts';
import { ANY_RUN } from '../model/pattern.ts';
import type { Expr } from '../model/expr.ts';
import type { LogSource } from '../model/rule.ts';
import { resolveField } from './resolve-field.ts';
import { resolveExpr } from './resolve-rule.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const DEFENDER = 'Microsoft-Windows-Windows Defender/Operational';
const security: LogSource = { product: 'windows', service: 'security' };
const creation: LogSource = { product: 'windows', category: 'process_creation' };

function windows(channel: string, id: number, data: Record<string, unknown>, system: object = {}): Row {
  const event = {
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'the-provider' } },
        EventID: id,
        Channel: channel,
        Computer: 'ws1.corp.example',
        TimeCreated: { '#attributes': { SystemTime: '2026-11-20T08:00:00Z' } },
        ...system,
      },
      EventData: data,
    },
  };
  return decode(JSON.stringify(event)).rows[0]!;
}

const is = (field: string, value: string): Expr<string> => ({ kind: 'text', field, pattern: [value], cased: false });
const holds = (logsource: LogSource, expr: Expr<string>, row: Row): boolean =>
  evaluate(resolveExpr(expr, logsource), row);
/** Whether the field has exactly this value; '' for an empty one. */
const has = (logsource: LogSource, field: string, value: string, row: Row): boolean =>
  holds(logsource, value === '' ? { kind: 'text', field, pattern: [], cased: false } : is(field, value), row);
const lacks = (logsource: LogSource, field: string, row: Row): boolean =>
  holds(logsource, { kind: 'missing', field }, row) && !holds(logsource, { kind: 'exists', field }, row);

describe('names that share a column', () => {
  test('in Security each is there only on the events that send it', () => {
    const handle = windows('Security', 4656, { ProcessName: 'C:\\a.exe', ProcessId: '0x10' });
    const traffic = windows('Security', 5156, { Application: '\\device\\b.exe', ProcessID: '77' });
    const created = windows('Security', 4688, { NewProcessName: 'C:\\c.exe', NewProcessId: '0x20', ProcessId: '0x30' });
    const listed = windows('Security', 4799, { CallerProcessName: 'C:\\d.exe', CallerProcessId: '0x40' });
    expect(has(security, 'ProcessName', 'c:\\A.exe', handle)).toBe(true);
    for (const row of [traffic, created, listed]) expect(lacks(security, 'ProcessName', row)).toBe(true);
    expect(has(security, 'Application', '\\device\\b.exe', traffic)).toBe(true);
    for (const row of [handle, created, listed]) expect(lacks(security, 'Application', row)).toBe(true);
    expect(has(security, 'NewProcessName', 'C:\\c.exe', created)).toBe(true);
    expect(lacks(security, 'NewProcessName', handle)).toBe(true);
    expect(has(security, 'CallerProcessName', 'C:\\d.exe', listed)).toBe(true);
    expect(lacks(security, 'CallerProcessName', handle)).toBe(true);
  });

  test('a filter on a field that the event does not send leaves the event in', () => {
    const created = windows('Security', 4688, { NewProcessName: 'C:\\x.exe' });
    const filter: Expr<string> = { kind: 'not', item: is('ProcessName', 'C:\\x.exe') };
    expect(holds(security, filter, created)).toBe(true);
  });

  test('ProcessId of 4688 is the creator, of other events the process; hexadecimal is found too', () => {
    const created = windows('Security', 4688, { NewProcessId: '0x20', ProcessId: '0x30' });
    expect(has(security, 'ProcessId', '0x30', created)).toBe(true);
    expect(has(security, 'ProcessId', '48', created)).toBe(true);
    expect(has(security, 'NewProcessId', '0x20', created)).toBe(true);
    expect(has(security, 'ProcessId', '0x20', created)).toBe(false);
    expect(has(creation, 'ProcessId', '32', created)).toBe(true);
    expect(has(creation, 'ParentProcessId', '48', created)).toBe(true);
    expect(has(security, 'ProcessId', '0x10', windows('Security', 4656, { ProcessId: '0x10' }))).toBe(true);
  });

  test('in System, AccountName belongs to the installation of a service', () => {
    const system: LogSource = { product: 'windows', service: 'system' };
    expect(has(system, 'AccountName', 'LocalSystem', windows('System', 7045, { AccountName: 'LocalSystem' }))).toBe(
      true,
    );
    const other = windows('System', 7036, { param1: 'x' }, { Security: { '#attributes': { UserID: 'S-1-5-18' } } });
    expect(lacks(system, 'AccountName', other)).toBe(true);
  });

  test("Sysmon's events on two processes have no Image of their own", () => {
    const access = windows(SYSMON, 10, { SourceImage: 'C:\\a.exe', TargetImage: 'C:\\lsass.exe' });
    const logsource: LogSource = { product: 'windows', category: 'process_access' };
    expect(has(logsource, 'SourceImage', 'C:\\a.exe', access)).toBe(true);
    expect(lacks(logsource, 'Image', access)).toBe(true);
  });

  test('names that only the Security channel has are there only on its process creations', () => {
    const sysmon = windows(SYSMON, 1, { Image: 'C:\\a.exe', LogonId: '0x3e7' });
    const audited = windows('Security', 4688, { NewProcessName: 'C:\\a.exe' });
    expect(lacks(creation, 'NewProcessName', sysmon)).toBe(true);
    expect(has(creation, 'NewProcessName', 'C:\\a.exe', audited)).toBe(true);
    expect(has(creation, 'Image', 'C:\\a.exe', audited)).toBe(true);
  });
});

describe('values', () => {
  const started = windows(SYSMON, 1, {
    Hashes: 'SHA1=AA11,MD5=BB22,SHA256=CC33,IMPHASH=DD44',
    LogonId: '0x00000000000003E7',
    ProcessGuid: '{0123ABCD-0000-0000-0000-000000000001}',
    CommandLine: '',
    ParentImage: null,
  });

  test.each([
    ['md5', 'BB22'],
    ['sha1', 'aa11'],
    ['sha256', 'cc33'],
    ['Imphash', 'dd44'],
  ])('%s is one of Hashes', (field, value) => expect(has(creation, field, value, started)).toBe(true));

  test('logon ids and GUIDs are found in the form in which events have them', () => {
    for (const form of ['0x3e7', '0x00000000000003e7', '999'])
      expect(has(creation, 'LogonId', form, started)).toBe(true);
    for (const form of ['{0123ABCD-0000-0000-0000-000000000001}', '0123abcd-0000-0000-0000-000000000001'])
      expect(has(creation, 'ProcessGuid', form, started)).toBe(true);
    const begins: Expr<string> = { kind: 'text', field: 'ProcessGuid', pattern: ['{0123', ANY_RUN], cased: false };
    expect(holds(creation, begins, started)).toBe(true);
  });

  test('empty is not missing, null is', () => {
    expect(has(creation, 'CommandLine', '', started)).toBe(true);
    expect(lacks(creation, 'CommandLine', started)).toBe(false);
    expect(lacks(creation, 'ParentImage', started)).toBe(true);
    expect(has(creation, 'ParentImage', '', started)).toBe(false);
  });

  test('levels and the result of an audit, as number or name', () => {
    const application: LogSource = { product: 'windows', service: 'application' };
    const failed = windows('Application', 1, { Data: 'x' }, { Level: 2, Keywords: '0x8010000000000000' });
    expect(has(application, 'Level', '2', failed)).toBe(true);
    expect(has(application, 'Level', 'Error', failed)).toBe(true);
    expect(has(application, 'Level', '4', failed)).toBe(false);
    for (const keywords of ['0x8010000000000000', '-9218868437227405312', 'Audit Failure'])
      expect(
        has(security, 'Keywords', '0x8010000000000000', windows('Security', 4625, { A: 1 }, { Keywords: keywords })),
      ).toBe(true);
  });

  test('protocol numbers of the filtering platform', () =>
    expect(has(security, 'Protocol', '17', windows('Security', 5156, { Protocol: '17' }))).toBe(true));
});

describe('names', () => {
  const defender: LogSource = { product: 'windows', service: 'windefend' };
  const found = windows(DEFENDER, 1116, {
    'Threat Name': 'EICAR_Test_File',
    'Source Name': 'AMSI',
    'Feature Name': '%%886',
    Path: 'file:_C:\\x',
  });

  test("Defender's hold blanks, which rules leave out or write as an underscore", () => {
    expect(has(defender, 'ThreatName', 'EICAR_Test_File', found)).toBe(true);
    expect(has(defender, 'SourceName', 'AMSI', found)).toBe(true);
    expect(has(defender, 'Feature_Name', '%%886', found)).toBe(true);
    expect(lacks(defender, 'SourceName', windows(DEFENDER, 5007, { 'New Value': 'x' }))).toBe(true);
  });

  test('an antivirus rule finds what Defender names otherwise', () => {
    expect(has({ category: 'antivirus' }, 'Signature', 'EICAR_Test_File', found)).toBe(true);
    expect(has({ category: 'antivirus' }, 'Filename', 'file:_C:\\x', found)).toBe(true);
  });

  test('SourceName is the provider elsewhere', () =>
    expect(
      has({ product: 'windows', service: 'system' }, 'SourceName', 'the-provider', windows('System', 1, { A: 'x' })),
    ).toBe(true));

  test('a message stands for the data of classic events that were sent without them', () => {
    const classic = decode(
      JSON.stringify({
        EventID: 400,
        Channel: 'Windows PowerShell',
        Hostname: 'ws1',
        '@timestamp': '2026-11-20T08:00:00Z',
        Message: 'Engine state is changed.\r\n\tHostName=ConsoleHost',
      }),
    ).rows[0]!;
    const expr: Expr<string> = {
      kind: 'text',
      field: 'Data',
      pattern: [ANY_RUN, 'HostName=ConsoleHost', ANY_RUN],
      cased: false,
    };
    expect(holds({ product: 'windows', category: 'ps_classic_start' }, expr, classic)).toBe(true);
  });

  test('a field of another product keeps its own name; what our sources fill by themselves does not answer for it', () => {
    const sent = {
      logsource: { product: 'acme' },
      timestamp: 1795190400,
      host: 'h',
      user: 'bob',
      a: { b: ['x', 'y'] },
    };
    const row = decode(JSON.stringify(sent)).rows[0]!;
    expect(has({ product: 'acme' }, 'a.b', 'x\ny', row)).toBe(true);
    expect(lacks({ product: 'acme' }, 'User', row)).toBe(true);
    expect(readField(row, resolveField('user', { product: 'acme' }))).toBe('bob');
  });

  test('the same field is the same object', () =>
    expect(resolveField('Image', creation)).toBe(resolveField('Image', creation)));
});
