// Windows channels: their canonical case, and the service that Sigma calls them by.

/** Canonical channel → Sigma service (SigmaHQ taxonomy, log sources of product windows). */
const SERVICES = new Map<string, string>(
  Object.entries({
    'Microsoft-Windows-Sysmon/Operational': 'sysmon',
    Security: 'security',
    System: 'system',
    Application: 'application',
    Setup: 'setup',
    ForwardedEvents: 'forwarded',
    'Windows PowerShell': 'powershell-classic',
    'Microsoft-Windows-PowerShell/Operational': 'powershell',
    'PowerShellCore/Operational': 'powershell',
    'Microsoft-Windows-Windows Defender/Operational': 'windefend',
    'Microsoft-Windows-TaskScheduler/Operational': 'taskscheduler',
    'Microsoft-Windows-WMI-Activity/Operational': 'wmi',
    'Microsoft-Windows-DNS-Client/Operational': 'dns-client',
    'DNS Server': 'dns-server',
    'Microsoft-Windows-DNS-Server/Analytical': 'dns-server-analytic',
    'Microsoft-Windows-DNSServer/Analytical': 'dns-server-analytic',
    'Microsoft-Windows-DNS-Server/Audit': 'dns-server-audit',
    'Microsoft-Windows-DNSServer/Audit': 'dns-server-audit',
    'Microsoft-Windows-DriverFrameworks-UserMode/Operational': 'driver-framework',
    'Microsoft-Windows-NTLM/Operational': 'ntlm',
    'Microsoft-Windows-DHCP-Server/Operational': 'dhcp',
    'Microsoft-Windows-AppLocker/MSI and Script': 'applocker',
    'Microsoft-Windows-AppLocker/EXE and DLL': 'applocker',
    'Microsoft-Windows-AppLocker/Packaged app-Deployment': 'applocker',
    'Microsoft-Windows-AppLocker/Packaged app-Execution': 'applocker',
    'MSExchange Management': 'msexchange-management',
    'Microsoft-Windows-Bits-Client/Operational': 'bits-client',
    'Microsoft-Windows-CodeIntegrity/Operational': 'codeintegrity-operational',
    'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall': 'firewall-as',
    'Microsoft-Windows-Diagnosis-Scripted/Operational': 'diagnosis-scripted',
    'Microsoft-Windows-Shell-Core/Operational': 'shell-core',
    'Microsoft-Windows-LDAP-Client/Debug': 'ldap',
    'OpenSSH/Operational': 'openssh',
    'Microsoft-ServiceBus-Client': 'microsoft-servicebus-client',
    'Microsoft-ServiceBus-Client/Admin': 'microsoft-servicebus-client',
    'Microsoft-ServiceBus-Client/Operational': 'microsoft-servicebus-client',
    'Microsoft-Windows-SmbClient/Security': 'smbclient-security',
    'Microsoft-Windows-SmbClient/Connectivity': 'smbclient-connectivity',
    'Microsoft-Windows-SMBServer/Connectivity': 'smbserver-connectivity',
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational': 'terminalservices-localsessionmanager',
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational':
      'terminalservices-remoteconnectionmanager',
    'Microsoft-Windows-VHDMP-Operational': 'vhdmp',
    'Microsoft-Windows-VHDMP/Operational': 'vhdmp',
    'Microsoft-Windows-AppXDeploymentServer/Operational': 'appxdeployment-server',
    'Microsoft-Windows-AppxPackaging/Operational': 'appxpackaging-om',
    'Microsoft-Windows-AppModel-Runtime/Admin': 'appmodel-runtime',
    'Microsoft-Windows-Security-Mitigations/KernelMode': 'security-mitigations',
    'Microsoft-Windows-Security-Mitigations/UserMode': 'security-mitigations',
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational':
      'certificateservicesclient-lifecycle-system',
    'Microsoft-Windows-CAPI2/Operational': 'capi2',
    'Microsoft-Windows-Hyper-V-Worker': 'hyper-v-worker',
    'Microsoft-Windows-Hyper-V-Worker-Admin': 'hyper-v-worker',
    'Microsoft-Windows-Kernel-EventTracing': 'kernel-event-tracing',
    'Microsoft-Windows-Kernel-EventTracing/Admin': 'kernel-event-tracing',
    'Microsoft-Windows-Kernel-ShimEngine/Operational': 'kernel-shimengine',
    'Microsoft-Windows-Kernel-ShimEngine/Diagnostic': 'kernel-shimengine',
    'Microsoft-Windows-Sense/Operational': 'sense',
    'Microsoft-Windows-Ntfs/Operational': 'ntfs',
    'Microsoft-Windows-Iphlpsvc': 'iphlpsvc',
    'Microsoft-Windows-Iphlpsvc/Operational': 'iphlpsvc',
    'Microsoft-Windows-LSA/Operational': 'lsa-server',
    'Microsoft-Windows-PrintService/Admin': 'printservice-admin',
    'Microsoft-Windows-PrintService/Operational': 'printservice-operational',
    'Microsoft-Windows-BitLocker/BitLocker Management': 'bitlocker',
    'Microsoft-Windows-Application-Experience/Program-Telemetry': 'application-experience',
    'Microsoft-IIS-Configuration/Operational': 'iis-configuration',
    'Microsoft-Windows-WinRM/Operational': 'winrm',
    'Directory Service': 'directory-service',
    'Linux-Sysmon/Operational': 'sysmon',
  }),
);

/** Channel of a provider that writes to only one; for shapes that leave the channel out. */
const PROVIDER_CHANNELS = new Map<string, string>(
  Object.entries({
    'microsoft-windows-sysmon': 'Microsoft-Windows-Sysmon/Operational',
    'linux-sysmon': 'Linux-Sysmon/Operational',
    'microsoft-windows-security-auditing': 'Security',
    'microsoft-windows-powershell': 'Microsoft-Windows-PowerShell/Operational',
    powershell: 'Windows PowerShell',
    'service control manager': 'System',
    'microsoft-windows-windows defender': 'Microsoft-Windows-Windows Defender/Operational',
    'microsoft-windows-taskscheduler': 'Microsoft-Windows-TaskScheduler/Operational',
    'microsoft-windows-wmi-activity': 'Microsoft-Windows-WMI-Activity/Operational',
  }),
);

export const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
export const LINUX_SYSMON = 'Linux-Sysmon/Operational';

const canonical = new Map<string, string>([...SERVICES.keys()].map((name) => [name.toLowerCase(), name]));

/** Canonical case of a channel; one that is not known stays as sent. */
export function canonicalChannel(channel: string, provider: string): string {
  if (channel === '') return PROVIDER_CHANNELS.get(provider.toLowerCase()) ?? '';
  if (SERVICES.has(channel)) return channel;
  return canonical.get(channel.toLowerCase()) ?? channel;
}

/** Sigma service of a canonical channel; the channel in lower case when Sigma has no name for it. */
export function serviceOf(channel: string): string {
  return SERVICES.get(channel) ?? channel.toLowerCase();
}
