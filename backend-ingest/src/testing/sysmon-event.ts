// A Sysmon process start as winlogbeat sends it, with a marker that a test finds again.

/** One event as a line of JSON. */
export function sysmonEvent(marker: string, at = Date.now()): string {
  const time = new Date(at).toISOString();
  return JSON.stringify({
    '@timestamp': time,
    winlog: {
      event_id: 1,
      channel: 'Microsoft-Windows-Sysmon/Operational',
      provider_name: 'Microsoft-Windows-Sysmon',
      computer_name: 'ws-01.lab.example',
      record_id: 4711,
      event_data: {
        UtcTime: time.replace('T', ' ').replace('Z', ''),
        ProcessGuid: '{f4e1c5aa-0001-5f5f-0100-000000000000}',
        ProcessId: '4242',
        Image: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: `cmd.exe /c echo ${marker}`,
        ParentImage: 'C:\\Windows\\explorer.exe',
        ParentProcessGuid: '{f4e1c5aa-0002-5f5f-0100-000000000000}',
        ParentProcessId: '1000',
        User: 'LAB\\anna',
      },
    },
  });
}
