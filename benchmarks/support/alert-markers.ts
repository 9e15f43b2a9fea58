// How long it takes from the acknowledgement of an event to its alert in the store: events that only a rule of their own hits, each
// by another account, so that each is an alert by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@huntboard/clickhouse';

const RULE = '6f0f3c1e-2b57-4a0e-9d53-0c8d7b1f4e90';
const MARKER = 'huntboard-benchmark-marker';
const EVERY_MS = 250;
const LOOK_MS = 25;
/** An alert that is not there by then never comes. */
const LOST_MS = 60_000;

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Writes the rule of the markers into a new directory below this one; returns the directory. */
export function writeMarkerRule(directory: string): string {
  const rules = join(directory, 'marker-rules');
  mkdirSync(rules, { recursive: true });
  const rule = [
    'title: Marker of a benchmark',
    `id: ${RULE}`,
    'status: test',
    'level: high',
    'logsource: { product: windows, category: process_creation }',
    `detection: { selection: { CommandLine|contains: ${MARKER} }, condition: selection }`,
  ];
  writeFileSync(join(rules, 'marker.yml'), rule.join('\n'));
  return rules;
}

function markerEvent(number: number): string {
  const time = new Date().toISOString();
  return JSON.stringify({
    '@timestamp': time,
    winlog: {
      event_id: 1,
      channel: 'Microsoft-Windows-Sysmon/Operational',
      provider_name: 'Microsoft-Windows-Sysmon',
      computer_name: 'benchmark.lab.example',
      record_id: number,
      event_data: {
        UtcTime: time.replace('T', ' ').replace('Z', ''),
        ProcessGuid: `{f4e1c5aa-0001-5f5f-0100-${number.toString(16).padStart(12, '0')}}`,
        ProcessId: String(4000 + number),
        Image: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: `cmd.exe /c echo ${MARKER}`,
        User: `LAB\\marker-${number}`,
      },
    },
  });
}

export interface MarkerDelays {
  /** Milliseconds, ascending. */
  readonly delays: readonly number[];
  /** Acknowledged, and no alert. */
  readonly lost: number;
}

/**
 * Sends a marker now and then until `until` resolves, and looks for their alerts as a reader does.
 * @param send resolves when the delivery was acknowledged (true) or refused
 */
export async function measureAlertDelays(
  store: Pick<Store, 'query'>,
  send: (line: string) => Promise<boolean>,
  until: Promise<unknown>,
): Promise<MarkerDelays> {
  const waiting = new Map<string, number>();
  const delays: number[] = [];
  let isOver = false;
  const over = until.finally(() => (isOver = true));
  const sending = (async () => {
    for (let number = 1; !isOver; number++) {
      if (await send(markerEvent(number))) waiting.set(`LAB\\marker-${number}`, performance.now());
      await Promise.race([sleep(EVERY_MS), over]);
    }
  })();
  let last = performance.now();
  while (!isOver || (waiting.size > 0 && performance.now() - last < LOST_MS)) {
    const users = [...waiting.keys()];
    if (!isOver) last = performance.now();
    await sleep(LOOK_MS);
    if (users.length === 0) continue;
    const found = await store.query<{ User: string }>(
      'SELECT DISTINCT User FROM alerts WHERE rule_id = {rule:String} AND User IN (SELECT arrayJoin({users:Array(String)}))',
      { params: { rule: RULE, users } },
    );
    const now = performance.now();
    for (const { User: user } of found) {
      delays.push(now - waiting.get(user)!);
      waiting.delete(user);
    }
  }
  await sending;
  return { delays: delays.sort((a, b) => a - b), lost: waiting.size };
}
