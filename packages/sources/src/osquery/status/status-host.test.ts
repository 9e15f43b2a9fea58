// A status line carries no decorations: its host is the one that the agent enrolled as.
import { COL, type RowValue } from '@huntboard/schema';
import { createDecoder } from '../../decoder.ts';

const line = JSON.stringify([
  {
    hostIdentifier: '1bfb47a9-6670-4fe7-ad1f-c0d61ffecb04',
    unixTime: 1773130540,
    severity: '0',
    filename: 'a.cpp',
    line: '1',
    message: 'm',
    version: '5.12.1',
  },
]);

function hostOf(osquery: { hostIdentifier: string; hostname?: string; logType: 'status' }): RowValue | undefined {
  let host: RowValue | undefined;
  const decoder = createDecoder({
    limits: { maxEventBytes: 1e6, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 86_400_000 },
    osqueryTable: () => undefined,
    now: () => 1773130541000,
  });
  decoder.decode(
    Buffer.from(line),
    { receivedAt: 1773130541000, input: 'osquery-tls', origin: 'node', osquery },
    { row: (row) => (host = row[COL.host]), quarantine: () => undefined },
  );
  return host;
}

test('the name from the enrolment wins over the identifier', () => {
  expect(
    hostOf({
      hostIdentifier: '1bfb47a9-6670-4fe7-ad1f-c0d61ffecb04',
      hostname: 'web01.corp.example',
      logType: 'status',
    }),
  ).toBe('web01');
});

test('without one the identifier stands', () => {
  expect(hostOf({ hostIdentifier: 'x', logType: 'status' })).toBe('1bfb47a9-6670-4fe7-ad1f-c0d61ffecb04');
});
