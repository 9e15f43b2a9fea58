// The suite of this source, from its samples.
import { cell, decode, describeSource, extOf } from '@huntboard/testing';

describeSource(__dirname);

test('an event about a cleared log stays in System, whatever log its data name', () => {
  const cleared = (channel: string, provider = 'Microsoft-Windows-Eventlog'): string =>
    JSON.stringify({
      EventTime: '2026-03-10 08:15:42',
      EventReceivedTime: '2026-03-10 08:15:43',
      Hostname: 'WS-04',
      EventID: 104,
      SourceName: provider,
      Channel: channel,
      SubjectUserName: 'eve',
      SourceModuleType: 'im_msvistalog',
    });
  const of = (line: string): unknown[] => {
    const [row] = decode(line).rows;
    return [cell(row, 'Channel'), cell(row, 'service'), cell(row, 'action'), extOf(row, 'Channel')];
  };
  expect(of(cleared('Application'))).toEqual(['System', 'system', 'cleared', 'Application']);
  expect(of(cleared('System'))).toEqual(['System', 'system', 'cleared', undefined]);
  expect(of(cleared('Application', 'Other'))[0]).toBe('Application');
});
