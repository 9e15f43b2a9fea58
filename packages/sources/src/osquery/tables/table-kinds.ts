// What each osquery table tells: table → category.action, its operating system where it has only one, and whether rows are events.

export interface TableKind {
  readonly category: string;
  readonly action: string;
  readonly product: '' | 'windows' | 'linux' | 'macos';
  /** Rows are things that happened (with a time of their own), not a state that was read. */
  readonly isEvent: boolean;
}

type Product = TableKind['product'];

function table(kind: string, product: Product, isEvent: boolean): TableKind {
  const [category = '', action = ''] = kind.split('.');
  return { category, action, product, isEvent };
}

const events: readonly (readonly [string, string, Product])[] = [
  ['process_events', 'process.start', ''],
  ['bpf_process_events', 'process.start', 'linux'],
  ['es_process_events', 'process.start', 'macos'],
  ['process_etw_events', 'process.start', 'windows'],
  ['socket_events', 'network.connect', ''],
  ['bpf_socket_events', 'network.connect', 'linux'],
  ['dns_lookup_events', 'dns.query', 'windows'],
  ['file_events', 'file.change', ''],
  ['process_file_events', 'file.change', 'linux'],
  ['es_process_file_events', 'file.change', 'macos'],
  ['ntfs_journal_events', 'file.change', 'windows'],
  ['yara_events', 'finding.yara', ''],
  ['user_events', 'auth.event', ''],
  ['windows_events', 'windows.event', 'windows'],
  ['powershell_events', 'script.block', 'windows'],
  ['syslog_events', 'linux.audit', 'linux'],
  ['selinux_events', 'linux.audit', 'linux'],
  ['apparmor_events', 'linux.audit', 'linux'],
  ['seccomp_events', 'linux.audit', 'linux'],
  ['hardware_events', 'device.change', ''],
  ['disk_events', 'device.change', 'macos'],
  ['user_interaction_events', 'session.input', 'macos'],
];

const states: readonly (readonly [string, Product, string])[] = [
  [
    'inventory.process',
    '',
    'processes process_open_files process_envs process_memory_map process_namespaces docker_container_processes',
  ],
  ['exposure.socket', '', 'process_open_sockets listening_ports'],
  ['exposure.socket', 'windows', 'process_open_pipes pipes'],
  ['finding.yara', '', 'yara yara_file yara_process'],
  ['session.state', '', 'last logged_in_users'],
  ['session.state', 'windows', 'logon_sessions'],
  ['inventory.identity', '', 'users groups user_groups user_ssh_keys ssh_configs known_hosts'],
  ['inventory.identity', 'linux', 'shadow'],
  ['inventory.identity', '', 'sudoers authorized_keys'],
  ['inventory.identity', 'windows', 'ntdomains password_policy'],
  ['inventory.persistence', '', 'startup_items crontab'],
  [
    'inventory.persistence',
    'windows',
    'autoexec services scheduled_tasks wmi_cli_event_consumers wmi_event_filters wmi_filter_consumer_binding wmi_script_event_consumers appcompat_shims registry',
  ],
  ['inventory.persistence', 'linux', 'systemd_units'],
  ['inventory.persistence', 'macos', 'launchd launchd_overrides'],
  ['inventory.kernel', 'linux', 'kernel_modules kernel_keys'],
  ['inventory.kernel', 'macos', 'kernel_extensions system_extensions'],
  ['inventory.kernel', 'windows', 'drivers'],
  ['inventory.kernel', '', 'kernel_info'],
  [
    'inventory.extension',
    '',
    'chrome_extensions chrome_extension_content_scripts firefox_addons vscode_extensions jetbrains_plugins',
  ],
  ['inventory.extension', 'macos', 'safari_extensions browser_plugins'],
  ['inventory.extension', 'windows', 'ie_extensions'],
  ['inventory.trust', '', 'certificates secureboot secureboot_certificates'],
  ['inventory.trust', 'macos', 'certificate_trust_settings keychain_items keychain_acls'],
  ['inventory.software', '', 'python_packages npm_packages'],
  [
    'inventory.software',
    'windows',
    'patches programs chocolatey_packages windows_update_history windows_optional_features',
  ],
  ['inventory.software', 'linux', 'deb_packages rpm_packages apt_sources yum_sources portage_packages'],
  ['inventory.software', 'macos', 'apps homebrew_packages package_receipts package_install_history running_apps'],
  [
    'evidence.execution',
    'windows',
    'prefetch shimcache userassist background_activities_moderator recent_files office_mru shellbags windows_crashes',
  ],
  ['evidence.execution', '', 'shell_history'],
  ['evidence.execution', 'macos', 'asl unified_log crashes'],
  ['windows.event', 'windows', 'windows_eventlog'],
  [
    'inventory.network',
    '',
    'arp_cache routes interface_addresses interface_details interface_ipv6 etc_hosts etc_services dns_resolvers',
  ],
  ['inventory.network', 'linux', 'iptables'],
  ['inventory.network', 'windows', 'windows_firewall_rules dns_cache connectivity shared_resources'],
  [
    'inventory.network',
    'macos',
    'alf alf_exceptions alf_explicit_auths sharing_preferences shared_folders wifi_networks wifi_status',
  ],
  [
    'inventory.container',
    '',
    'docker_containers docker_images docker_networks docker_info docker_version docker_container_networks docker_container_ports docker_container_mounts docker_container_labels',
  ],
  [
    'inventory.system',
    '',
    'system_info os_version platform_info uptime mounts disk_encryption usb_devices pci_devices memory_devices cpu_info block_devices logical_drives disk_info suid_bin',
  ],
  ['inventory.security', 'windows', 'windows_security_center windows_security_products bitlocker_info'],
  [
    'inventory.security',
    'macos',
    'gatekeeper gatekeeper_approved_apps sip_config xprotect_entries xprotect_meta xprotect_reports screenlock',
  ],
  ['inventory.security', 'linux', 'selinux_settings apparmor_profiles'],
  ['inventory.file', '', 'file hash'],
  [
    'sensor.health',
    '',
    'osquery_info osquery_schedule osquery_events osquery_packs osquery_flags osquery_extensions osquery_registry',
  ],
];

const kinds: ReadonlyMap<string, TableKind> = new Map([
  ...events.map(([name, kind, product]) => [name, table(kind, product, true)] as const),
  ...states.flatMap(([kind, product, names]) =>
    names.split(' ').map((name) => [name, table(kind, product, false)] as const),
  ),
]);

const unknown: TableKind = table('osquery.result', '', false);

/** Kind of a table; osquery.result for one that is not known. */
export function tableKind(name: string): TableKind {
  return kinds.get(name) ?? unknown;
}

/** Names of all tables that are known, longest first. */
export const tableNames: readonly string[] = [...kinds.keys()].sort((a, b) => b.length - a.length);
