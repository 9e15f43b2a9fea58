// Where our hits on the corpus differ from the independent ones, and who is right: rule id → why. Any other difference is a fault.

export interface TruthDifference {
  readonly title: string;
  readonly reason: string;
  /** Dataset → lines that only we report. There are none that we miss. */
  readonly extra: Readonly<Record<string, readonly number[]>>;
}

const FROM_MESSAGE =
  'the shipper sent the event without its data, only with the rendered message; the message of these classic events is their data, so we read Data from it. The hits are right';

export const truthDifferences: Readonly<Record<string, TruthDifference>> = {
  '3037d961-21e9-4732-b27a-637bcc7bf539': {
    title: 'Suspicious High IntegrityLevel Conhost Legacy Option',
    reason:
      'Security 4688 carries the integrity level as MandatoryLabel (S-1-16-12288 = High), which we translate to IntegrityLevel; the rule is on process_creation, which 4688 is. The hits are right',
    extra: {
      cmd_dumping_ntds_dit_file_ntdsutil: [113],
      'cmd_mshta_vbscript_execute_psh_2020-10-2202580804': [36],
      'cmd_process_herpaderping_mimiexplorer_2020-10-2623583501': [4],
      cmd_psh_stop_netprofm_eventlog_after_reboot: [326],
      'covenant_com_wsman_automation_2020-10-13002455': [709],
      'covenant_psremoting_grunt_2019-12-05014931': [786],
      'covenant_sharpwmi_create_dcerpc_wmi_2020-08-06035621': [997],
      'empire_launcher_sct_regsvr32_2020-07-21232741': [296],
      'empire_msbuild_dcerpc_wmi_smb_2020-09-20173857': [1124],
      metasploit_procdump_lsass_memory_dump: [917, 1082],
      'psh_cmstp_execution_bypassuac_2020-10-2201543213': [373],
      'psh_control_panel_execution_2020-10-2201312134': [42],
      'psh_hh_local_html_payload_2020-10-2200214526': [33],
      'purplesharp_pe_injection_createremotethread_2020-10-2303121085': [96],
      reg_cmd_process_commandline_logging_disabled: [75],
    },
  },
  'e6e88853-5f20-4c4a-8d26-cd469fd8d31f': {
    title: 'Ntdsutil Abuse',
    reason: FROM_MESSAGE,
    extra: { cmd_dumping_ntds_dit_file_ntdsutil: [54, 62, 64, 66, 67] },
  },
  '94dc4390-6b7c-4784-8ffc-335334404650': {
    title: 'Dump Ntds.dit To Suspicious Location',
    reason: FROM_MESSAGE,
    extra: { cmd_dumping_ntds_dit_file_ntdsutil: [64] },
  },
  'df9a0e0e-fedb-4d6c-8668-d765dfc92aa7': {
    title: 'Suspicious Non PowerShell WSMAN COM Provider',
    reason: FROM_MESSAGE,
    extra: {
      'covenant_com_wsman_automation_2020-10-13002455': [423],
      'covenant_dcom_iertutil_dll_hijack_2020-10-09183000': [20142],
      'empire_msbuild_dcerpc_wmi_smb_2020-09-20173857': [1789],
      psh_stop_event_logging_controlset_minint_key: [6222],
    },
  },
  'd7326048-328b-4d5e-98af-86e84b17c765': {
    title: 'Uncommon PowerShell Hosts',
    reason: FROM_MESSAGE,
    extra: {
      'covenant_com_wsman_automation_2020-10-13002455': [424],
      'covenant_dcom_iertutil_dll_hijack_2020-10-09183000': [20144],
      'covenant_psremoting_grunt_2019-12-05014931': [647],
      'empire_msbuild_dcerpc_wmi_smb_2020-09-20173857': [1790],
      psh_stop_event_logging_controlset_minint_key: [6223],
    },
  },
  '60167e5c-84b2-4c95-a7ac-86281f27c445': {
    title: 'Remote PowerShell Session (PS Classic)',
    reason: FROM_MESSAGE,
    extra: { 'covenant_psremoting_grunt_2019-12-05014931': [647] },
  },
  '0b7889b4-5577-4521-a60a-3376ee7f9f7b': {
    title: 'WMI Persistence',
    reason:
      'service wmi is the channel Microsoft-Windows-WMI-Activity/Operational, and a registration (5859) alone is enough by the condition; the other implementation knows no such service. The hits are right',
    extra: { 'covenant_persistwmi_2019-12-05044734': [428, 438] },
  },
  '06d71506-7beb-4f22-8888-e2e5e2ca7fd8': {
    title: 'Mimikatz Use',
    reason:
      'the log source is the product alone: the rule applies to every Windows event; the other implementation leaves such rules out. The keywords stand in the events: the hits are right',
    extra: {
      'empire_mimikatz_extract_keys_2020-09-22033608': [8067, 8846, 9891, 10079],
      'mimikatz_CVE-2020-1472_Unauthenticated_NetrServerAuthenticate2_2020-09-16233923': [90, 98, 138, 209, 238],
    },
  },
};
