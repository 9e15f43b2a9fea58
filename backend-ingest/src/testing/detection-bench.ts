// Detection in a test: the service on the real engine, with rules in a directory of the test's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Environment } from '../config.ts';
import { makeBundles, type Bundles } from './bundles.ts';
import { sysmonEvent } from './sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from './test-ingest.ts';
import { startDoorStore, until, type DoorStore } from './test-store.ts';

const ADMIN = 'an-admin-token-of-the-test';
/** In the middle of an hour, so that no window ends in between. */
export const NOON = Date.UTC(2026, 5, 1, 12, 30);
/** The correlation of `writeKnocking`. */
export const KNOCKING = '00000000-0000-4000-8000-000000000099';

export class DetectionBench {
  private bundles!: Bundles;
  door!: DoorStore;
  test!: TestIngest;
  /** Directory of the rules. */
  rules!: string;

  /** Sets the bench up around the tests of a file. */
  constructor() {
    beforeAll(async () => {
      this.bundles = makeBundles();
      this.door = await startDoorStore();
    });
    afterAll(async () => {
      await this.door.stop();
      this.bundles.remove();
    });
    beforeEach(() => {
      this.rules = mkdtempSync(join(tmpdir(), 'huntboard-rules-'));
    });
    afterEach(async () => {
      this.door.open();
      await this.test.stop();
      rmSync(this.rules, { recursive: true, force: true });
      for (const table of ['events', 'process', 'seen', 'quarantine', 'alerts', 'excepted_alerts'])
        await this.door.store.command(`TRUNCATE TABLE ${table}`);
    });
  }

  readonly start = async (settings: Environment = {}): Promise<void> => {
    this.test = await startTestIngest(this.bundles.worker, {
      ...this.door.settings,
      HUNTBOARD_DETECTION: 'on',
      HUNTBOARD_RULES_DIRS: this.rules,
      HUNTBOARD_RULES_BUILTIN: 'off',
      HUNTBOARD_ADMIN_TOKENS: ADMIN,
      ...settings,
    });
  };

  readonly send = async (lines: readonly string[]): Promise<void> => {
    const response = await this.test.ingest.app.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-encoding': 'gzip' },
      payload: gzipSync(lines.join('\n')),
    });
    expect(response.statusCode).toBe(200);
  };

  /** Resolves when so many events are stored and none is queued. */
  readonly stored = (events: number): Promise<unknown> =>
    until(
      async () => this.test.ingest.pipeline.snapshot().inputs['http-events'],
      (input) => input?.stored === events && input.queued === 0,
    );

  readonly alerts = (): Promise<Record<string, unknown>[]> =>
    this.door.store.query(
      'SELECT rule_id, level, host, User, count, length(event_ids) AS ids, summary, evidence, toString(proc_guid) AS guid, lineage FROM alerts FINAL ORDER BY rule_id, count',
    );

  /** Asks the service as somebody who may. */
  readonly ask = async (
    method: 'GET' | 'POST',
    url: string,
    token = ADMIN,
  ): Promise<{ status: number; body: never }> => {
    const { statusCode, body } = await this.test.ingest.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: statusCode, body: JSON.parse(body) as never };
  };
}

/** Events a millisecond apart. */
export const repeat = (marker: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => sysmonEvent(marker, NOON + n));

/** Writes a correlation: three hits of the rule on a machine within ten minutes. */
export function writeKnocking(directory: string, rule: string): void {
  const correlation = [
    'title: Knocking',
    `id: ${KNOCKING}`,
    'status: test',
    'level: critical',
    `correlation: { type: event_count, rules: [${rule}], group-by: [Computer], timespan: 10m, condition: { gte: 3 } }`,
  ];
  writeFileSync(join(directory, 'correlation.yml'), correlation.join('\n'));
}
