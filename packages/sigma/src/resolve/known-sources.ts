// Log sources beyond those of the operating systems: which are known, and where their events come from besides declared ones. Data only.
import { allOf, is, isEvent, not } from './event-test.ts';
import type { EventExpr } from './event-test.ts';

/** Categories that belong to no product: events of such kinds that our own sources recognise, besides those that declare the category. */
export const genericCategories: ReadonlyMap<string, readonly EventExpr[]> = new Map([
  // What Defender finds is an antivirus finding like any other.
  [
    'antivirus',
    [
      is('category', 'antivirus'),
      allOf(
        is('category', 'finding'),
        is('Channel', 'Microsoft-Windows-Windows Defender/Operational'),
        isEvent(1006, 1007, 1008, 1015, 1116, 1117, 1118, 1119),
      ),
      allOf(is('product', 'linux'), is('service', 'clamav')),
    ],
  ],
  // Queries that Sysmon or osquery saw on a host are in our category of the same name.
  ['dns', [is('category', 'dns'), allOf(is('product', 'zeek'), is('service', 'dns'))]],
  // Changes to the Windows firewall are in our category of the same name, but are no traffic.
  ['firewall', [allOf(is('category', 'firewall'), not(is('product', 'windows')))]],
  ['proxy', [is('category', 'proxy')]],
  ['webserver', [is('category', 'webserver')]],
  ['database', [is('category', 'database')]],
  ['application', [is('category', 'application')]],
  ['appliance', [is('category', 'appliance')]],
]);

/** Services of Windows: the sources write them by channel (SigmaHQ's taxonomy and test configuration). */
export const windowsServices: ReadonlySet<string> = new Set([
  'application',
  'application-experience',
  'applocker',
  'appmodel-runtime',
  'appxdeployment-server',
  'appxpackaging-om',
  'bitlocker',
  'bits-client',
  'capi2',
  'certificateservicesclient-lifecycle-system',
  'codeintegrity-operational',
  'dhcp',
  'diagnosis-scripted',
  'directory-service',
  'dns-client',
  'dns-server',
  'dns-server-analytic',
  'dns-server-audit',
  'driver-framework',
  'firewall-as',
  'hyper-v-worker',
  'iis-configuration',
  'iphlpsvc',
  'kernel-event-tracing',
  'kernel-shimengine',
  'ldap',
  'lsa-server',
  'microsoft-servicebus-client',
  'msexchange-management',
  'ntfs',
  'ntlm',
  'openssh',
  'powershell',
  'powershell-classic',
  'printservice-admin',
  'printservice-operational',
  'security',
  'security-mitigations',
  'sense',
  'setup',
  'shell-core',
  'smbclient-connectivity',
  'smbclient-security',
  'smbserver-connectivity',
  'sysmon',
  'system',
  'taskscheduler',
  'terminalservices-localsessionmanager',
  'terminalservices-remoteconnectionmanager',
  'vhdmp',
  'windefend',
  'winrm',
  'wmi',
]);

/** Services of Linux, by what writes the log. */
const linuxServices: ReadonlySet<string> = new Set([
  'apache',
  'auditd',
  'auth',
  'clamav',
  'cron',
  'guacamole',
  'modsecurity',
  'sshd',
  'sudo',
  'syslog',
  'sysmon',
  'vsftpd',
]);

/** Products whose events declare themselves or come by a source of ours, with their services. */
const products: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ['windows', windowsServices],
  ['linux', linuxServices],
  ['macos', new Set()],
  ...Object.entries({
    apache: ['access', 'error'],
    aws: ['cloudtrail'],
    azure: [
      'activitylogs',
      'auditlogs',
      'signinlogs',
      'pim',
      'riskdetection',
      'azureactivity',
      'microsoft365portal',
      'ad',
    ],
    bitbucket: ['audit'],
    cisco: ['aaa', 'bgp', 'duo', 'ldp', 'syslog'],
    django: [],
    fortigate: ['event', 'traffic', 'utm'],
    fortios: ['sslvpnd'],
    gcp: ['gcp.audit', 'google_workspace.admin', 'google_workspace.login'],
    github: ['audit'],
    google_workspace: ['google_workspace.admin', 'google_workspace.login'],
    huawei: ['bgp'],
    juniper: ['bgp'],
    jvm: [],
    kubernetes: ['audit'],
    m365: ['audit', 'exchange', 'threat_detection', 'threat_management'],
    modsecurity: [],
    nginx: [],
    nodejs: [],
    okta: ['okta'],
    onelogin: ['onelogin.events'],
    opencanary: [],
    paloalto: ['globalprotect'],
    python: [],
    qualys: [],
    rpc_firewall: [],
    ruby_on_rails: [],
    spring: [],
    sql: [],
    velocity: [],
    zeek: ['conn', 'dce_rpc', 'dns', 'files', 'http', 'kerberos', 'rdp', 'smb_files', 'ssl', 'x509'],
  }).map(([product, services]) => [product, new Set(services)] as const),
]);

/** The services that are known of a product; undefined when the product is not known. */
export function servicesOf(product: string): ReadonlySet<string> | undefined {
  return products.get(product);
}

/** Files of Linux that hold what other services write too. */
const sharedLogs: Readonly<Record<string, readonly string[]>> = {
  auth: ['auth', 'sshd', 'sudo'],
  syslog: ['syslog', 'auth', 'clamav', 'cron', 'guacamole', 'sshd', 'sudo', 'vsftpd'],
};

/** The services whose events a rule for this service reads. */
export function servicesRead(product: string, service: string): readonly string[] {
  return product === 'linux' && Object.hasOwn(sharedLogs, service) ? sharedLogs[service]! : [service];
}

/** Services that rules name without a product. */
export const bareServices: ReadonlySet<string> = new Set(['apache', 'netflow', 'nginx', 'modsecurity', 'osquery']);

/** The unified audit log of Microsoft 365 is one stream: rules split it by what they look for, not by where it comes from. */
export const oneStreamProducts: ReadonlySet<string> = new Set(['m365']);
