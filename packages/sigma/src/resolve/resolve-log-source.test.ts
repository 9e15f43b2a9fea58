// Log sources: which events each category and service takes, and which it leaves.
import { decode } from '@huntboard/testing';
import type { Row } from '@huntboard/schema';
import { evaluate } from '../matcher/evaluate.ts';
import type { LogSource } from '../model/rule.ts';
import { logSourceColumns } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { resolveLogSource } from './resolve-log-source.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = 'Microsoft-Windows-PowerShell/Operational';

function windows(channel: string, id: number, provider = 'any'): Row {
  const event = {
    Event: {
      System: {
        Provider: { '#attributes': { Name: provider } },
        EventID: id,
        Channel: channel,
        Computer: 'ws1.corp.example',
        TimeCreated: { '#attributes': { SystemTime: '2026-11-20T08:00:00Z' } },
      },
      EventData: { Any: 'x' },
    },
  };
  return decode(JSON.stringify(event)).rows[0]!;
}

function osquery(name: string, columns: Record<string, string>): Row {
  const line = { name, hostIdentifier: 'h1', unixTime: 1795190400, action: 'added', columns };
  return decode(JSON.stringify(line)).rows[0]!;
}

function declared(logsource: LogSource): Row {
  return decode(JSON.stringify({ logsource, timestamp: 1795190400, host: 'h1' })).rows[0]!;
}

function takes(logsource: LogSource, row: Row): boolean {
  const resolved = resolveLogSource(logsource);
  if (!resolved.ok) throw new Error(resolved.reason);
  return evaluate(resolved.value, row);
}

/** Ids of the channel, out of 1 to 300, that the category takes. */
function idsOf(logsource: LogSource, channel: string): number[] {
  const ids = Array.from({ length: 300 }, (_, index) => index + 1);
  return ids.filter((id) => takes(logsource, windows(channel, id)));
}

describe('categories of Windows', () => {
  test.each([
    ['process_creation', [1]],
    ['file_change', [2]],
    ['network_connection', [3]],
    ['sysmon_status', [4, 16]],
    ['process_termination', [5]],
    ['driver_load', [6]],
    ['image_load', [7]],
    ['create_remote_thread', [8]],
    ['raw_access_thread', [9]],
    ['process_access', [10]],
    ['file_event', [11]],
    ['registry_add', [12]],
    ['registry_delete', [12]],
    ['registry_set', [13]],
    ['registry_rename', [14]],
    ['registry_event', [12, 13, 14]],
    ['create_stream_hash', [15]],
    ['pipe_created', [17, 18]],
    ['wmi_event', [19, 20, 21]],
    ['dns_query', [22]],
    ['file_delete', [23, 26]],
    ['file_delete_detected', [26]],
    ['clipboard_change', [24]],
    ['process_tampering', [25]],
    ['file_block_executable', [27]],
    ['file_block_shredding', [28]],
    ['file_executable_detected', [29]],
    ['sysmon_error', [255]],
  ])('%s is Sysmon %j and nothing else of Sysmon', (category, ids) => {
    expect(idsOf({ product: 'windows', category }, SYSMON)).toEqual(ids);
  });

  test('process_creation is 4688 of Security and process starts of osquery too, by product', () => {
    const onWindows: LogSource = { product: 'windows', category: 'process_creation' };
    expect(takes(onWindows, windows('Security', 4688))).toBe(true);
    expect(takes(onWindows, windows('security', 4688))).toBe(true);
    expect(takes(onWindows, windows('Security', 4689))).toBe(false);
    const linux = osquery('process_events', { pid: '5', path: '/usr/bin/id', cmdline: 'id', auid: '0', parent: '1' });
    const macos = osquery('es_process_events', { pid: '5', path: '/bin/ls', event_type: 'exec', signing_id: 'x' });
    const ended = osquery('es_process_events', { pid: '5', path: '/bin/ls', event_type: 'exit', signing_id: 'x' });
    expect(takes({ product: 'linux', category: 'process_creation' }, linux)).toBe(true);
    expect(takes({ product: 'macos', category: 'process_creation' }, macos)).toBe(true);
    expect(takes({ product: 'macos', category: 'process_creation' }, ended)).toBe(false);
    expect(takes({ category: 'process_creation' }, linux)).toBe(true);
    expect(takes({ category: 'process_creation' }, windows(SYSMON, 1))).toBe(true);
    expect(takes(onWindows, linux)).toBe(false);
  });

  test('PowerShell logs: modules 4103, scripts 4104, of both PowerShells; classic starts 400, providers 600, pipelines 800', () => {
    for (const channel of [POWERSHELL, 'PowerShellCore/Operational']) {
      expect(takes({ product: 'windows', category: 'ps_module' }, windows(channel, 4103))).toBe(true);
      expect(takes({ product: 'windows', category: 'ps_script' }, windows(channel, 4104))).toBe(true);
      expect(takes({ product: 'windows', category: 'ps_script' }, windows(channel, 4103))).toBe(false);
    }
    expect(idsOf({ product: 'windows', category: 'ps_classic_start' }, 'Windows PowerShell')).toEqual([]);
    expect(takes({ product: 'windows', category: 'ps_classic_start' }, windows('Windows PowerShell', 400))).toBe(true);
    expect(
      takes({ product: 'windows', category: 'ps_classic_provider_start' }, windows('Windows PowerShell', 600)),
    ).toBe(true);
    expect(takes({ product: 'windows', category: 'ps_classic_script' }, windows('Windows PowerShell', 800))).toBe(true);
  });

  test('files by the tracing of the kernel', () => {
    const kernel = (id: number): Row => windows('', id, 'Microsoft-Windows-Kernel-File');
    expect(takes({ product: 'windows', category: 'file_access' }, kernel(12))).toBe(true);
    expect(takes({ product: 'windows', category: 'file_rename' }, kernel(27))).toBe(true);
    expect(takes({ product: 'windows', category: 'file_rename' }, kernel(12))).toBe(false);
  });
});

describe('services', () => {
  test.each([
    ['application', 'Application'],
    ['applocker', 'Microsoft-Windows-AppLocker/EXE and DLL'],
    ['appmodel-runtime', 'Microsoft-Windows-AppModel-Runtime/Admin'],
    ['appxdeployment-server', 'Microsoft-Windows-AppXDeploymentServer/Operational'],
    ['appxpackaging-om', 'Microsoft-Windows-AppxPackaging/Operational'],
    ['bits-client', 'Microsoft-Windows-Bits-Client/Operational'],
    ['capi2', 'Microsoft-Windows-CAPI2/Operational'],
    [
      'certificateservicesclient-lifecycle-system',
      'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
    ],
    ['codeintegrity-operational', 'Microsoft-Windows-CodeIntegrity/Operational'],
    ['diagnosis-scripted', 'Microsoft-Windows-Diagnosis-Scripted/Operational'],
    ['dns-client', 'Microsoft-Windows-DNS-Client/Operational'],
    ['dns-server', 'DNS Server'],
    ['dns-server-analytic', 'Microsoft-Windows-DNSServer/Analytical'],
    ['driver-framework', 'Microsoft-Windows-DriverFrameworks-UserMode/Operational'],
    ['firewall-as', 'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'],
    ['iis-configuration', 'Microsoft-IIS-Configuration/Operational'],
    ['ldap', 'Microsoft-Windows-LDAP-Client/Debug'],
    ['lsa-server', 'Microsoft-Windows-LSA/Operational'],
    ['microsoft-servicebus-client', 'Microsoft-ServiceBus-Client'],
    ['msexchange-management', 'MSExchange Management'],
    ['ntlm', 'Microsoft-Windows-NTLM/Operational'],
    ['openssh', 'OpenSSH/Operational'],
    ['powershell', POWERSHELL],
    ['powershell-classic', 'Windows PowerShell'],
    ['printservice-admin', 'Microsoft-Windows-PrintService/Admin'],
    ['printservice-operational', 'Microsoft-Windows-PrintService/Operational'],
    ['security', 'Security'],
    ['security-mitigations', 'Microsoft-Windows-Security-Mitigations/KernelMode'],
    ['shell-core', 'Microsoft-Windows-Shell-Core/Operational'],
    ['smbclient-connectivity', 'Microsoft-Windows-SmbClient/Connectivity'],
    ['smbclient-security', 'Microsoft-Windows-SmbClient/Security'],
    ['smbserver-connectivity', 'Microsoft-Windows-SMBServer/Connectivity'],
    ['sysmon', SYSMON],
    ['system', 'System'],
    ['taskscheduler', 'Microsoft-Windows-TaskScheduler/Operational'],
    ['terminalservices-localsessionmanager', 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'],
    ['windefend', 'Microsoft-Windows-Windows Defender/Operational'],
    ['wmi', 'Microsoft-Windows-WMI-Activity/Operational'],
  ])('%s is the channel %s, in any case, and no other', (service, channel) => {
    const resolved = resolveLogSource({ product: 'windows', service });
    expect(resolved).toMatchObject({ ok: true });
    expect(resolved).not.toHaveProperty('warning');
    for (const sent of [channel, channel.toLowerCase()])
      expect(takes({ product: 'windows', service }, windows(sent, 4242))).toBe(true);
    expect(takes({ product: 'windows', service }, windows('Setup', 4242))).toBe(false);
  });

  test('a category and a service together ask for both', () => {
    const both: LogSource = { product: 'windows', category: 'process_creation', service: 'sysmon' };
    expect(takes(both, windows(SYSMON, 1))).toBe(true);
    expect(takes(both, windows('Security', 4688))).toBe(false);
  });

  test('auth of Linux reads sshd and sudo, syslog reads them all', () => {
    const of = (service: string): Row => declared({ product: 'linux', service });
    for (const service of ['auth', 'sshd', 'sudo'])
      expect(takes({ product: 'linux', service: 'auth' }, of(service))).toBe(true);
    expect(takes({ product: 'linux', service: 'auth' }, of('cron'))).toBe(false);
    expect(takes({ product: 'linux', service: 'syslog' }, of('cron'))).toBe(true);
    expect(takes({ product: 'linux', service: 'sshd' }, of('auth'))).toBe(false);
  });

  test('a product alone takes all of its events', () => {
    expect(takes({ product: 'windows' }, windows('Setup', 1))).toBe(true);
    expect(takes({ product: 'linux' }, declared({ product: 'linux', service: 'sshd' }))).toBe(true);
    expect(takes({ product: 'linux' }, windows('Setup', 1))).toBe(false);
  });
});

describe('what an event declares', () => {
  test.each<LogSource>([
    { category: 'proxy' },
    { category: 'webserver' },
    { category: 'firewall' },
    { category: 'dns' },
    { category: 'antivirus' },
    { category: 'database' },
    { product: 'windows', category: 'process_creation' },
    { product: 'linux', service: 'sshd' },
    { product: 'cisco', service: 'aaa' },
    { product: 'fortigate', service: 'event' },
    { product: 'opencanary', category: 'application' },
    { product: 'paloalto', category: 'file_event', service: 'globalprotect' },
    { product: 'aws', service: 'cloudtrail' },
    { product: 'm365', service: 'threat_management' },
    { service: 'netflow' },
    { product: 'qualys' },
  ])('%j meets a rule of the same log source, without a warning', (logsource) => {
    expect(resolveLogSource(logsource)).not.toHaveProperty('warning');
    expect(takes(logsource, declared(logsource))).toBe(true);
    expect(takes(logsource, declared({ product: 'other', category: 'other', service: 'other' }))).toBe(false);
  });

  test('names compare without regard to case', () =>
    expect(takes({ product: 'Cisco', service: 'AAA' }, declared({ product: 'CISCO', service: 'aaa' }))).toBe(true));

  test('a rule may ask for less than an event declares', () => {
    const event = declared({ product: 'apache', category: 'webserver', service: 'access' });
    expect(takes({ category: 'webserver' }, event)).toBe(true);
    expect(takes({ product: 'apache' }, event)).toBe(true);
    expect(takes({ category: 'webserver', product: 'nginx' }, event)).toBe(false);
  });

  test('a log source that nobody knows resolves to what declares it, with a warning that says so', () => {
    const resolved = resolveLogSource({ product: 'acme', service: 'gadget' });
    expect(resolved).toMatchObject({
      ok: true,
      warning: 'no source is known for product acme, service gadget: only events that declare it can match',
    });
    expect(takes({ product: 'acme', service: 'gadget' }, declared({ product: 'acme', service: 'gadget' }))).toBe(true);
  });

  test('an empty log source is refused with the reason', () =>
    expect(resolveLogSource({})).toEqual({
      ok: false,
      reason: 'the log source names neither a product nor a category nor a service',
    }));
});

describe('generic categories on sensors that we know', () => {
  test('antivirus takes findings of Defender, not its other events', () => {
    const channel = 'Microsoft-Windows-Windows Defender/Operational';
    expect(takes({ category: 'antivirus' }, windows(channel, 1116))).toBe(true);
    expect(takes({ category: 'antivirus' }, windows(channel, 5007))).toBe(false);
  });

  test('dns takes queries that Sysmon saw; firewall takes no changes of the Windows firewall', () => {
    expect(takes({ category: 'dns' }, windows(SYSMON, 22))).toBe(true);
    expect(takes({ category: 'dns' }, windows(SYSMON, 3))).toBe(false);
    const change = windows('Microsoft-Windows-Windows Firewall With Advanced Security/Firewall', 2004);
    expect(takes({ category: 'firewall' }, change)).toBe(false);
  });

  test('the RPC firewall writes through the event log of Windows', () =>
    expect(takes({ product: 'rpc_firewall', category: 'application' }, windows('RPCFW', 3))).toBe(true));
});

test('log sources read only the columns that tell kinds of events apart', () => {
  const allowed = new Set<string>(logSourceColumns);
  const check = (expr: EventExpr): void => {
    if (expr.kind === 'and' || expr.kind === 'or') expr.items.forEach(check);
    else if (expr.kind === 'not') check(expr.item);
    else if ('field' in expr) expect(allowed.has(expr.field.name)).toBe(true);
    else throw new Error(`a log source cannot hold ${expr.kind}`);
  };
  for (const category of ['process_creation', 'ps_script', 'file_rename', 'antivirus', 'dns', 'firewall']) {
    const resolved = resolveLogSource({ category });
    if (resolved.ok) check(resolved.value);
  }
});
