// An ingest service in the test's own process, with a queue in a temporary directory; the store may be missing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Environment } from '../config.ts';
import { startIngest, type Ingest } from '../main.ts';

export const EVENT_TOKEN = 'a-token-of-the-test';
export const ENROLL_SECRET = 'an-enroll-secret-of-the-test';

/** Settings that make tests quick and quiet. */
export const TEST_SETTINGS: Environment = {
  HUNTBOARD_PORT: '0',
  HUNTBOARD_LOG_LEVEL: 'silent',
  HUNTBOARD_EVENT_TOKENS: `lab:${EVENT_TOKEN}`,
  HUNTBOARD_ENROLL_SECRETS: `dmz:${ENROLL_SECRET}`,
  HUNTBOARD_STATS_SECONDS: '0',
  HUNTBOARD_CANARY_SECONDS: '0',
  HUNTBOARD_DRAIN_SECONDS: '1',
  HUNTBOARD_BATCH_SECONDS: '0.1',
  // A test that judges events says so: the others need not wait for rules.
  HUNTBOARD_DETECTION: 'off',
  HUNTBOARD_RETRY_MIN_MS: '20',
  HUNTBOARD_RETRY_MAX_MS: '200',
  // Nothing listens there: the store is down.
  CLICKHOUSE_URL: 'http://127.0.0.1:9',
};

export interface TestIngest {
  readonly directory: string;
  ingest: Ingest;
  /** Stops the service and starts it again on the same queue, with other settings if given. */
  restart(settings?: Environment): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestIngest(workerPath: string, settings: Environment = {}): Promise<TestIngest> {
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-ingest-'));
  const onFatal = (error: Error): void => {
    throw error;
  };
  const start = (more: Environment): Promise<Ingest> =>
    startIngest({
      config: readConfig({ ...TEST_SETTINGS, HUNTBOARD_DATA: directory, ...settings, ...more }, {}),
      workerPath,
      onFatal,
    });
  const test: TestIngest = {
    directory,
    ingest: await start({}),
    restart: async (more = {}) => {
      await test.ingest.stop();
      test.ingest = await start(more);
    },
    stop: async () => {
      await test.ingest.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return test;
}
