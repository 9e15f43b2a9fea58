// Doctor against the real engine and real files: what is right is ok, what is wrong is named with its remedy.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { migrate } from '@huntboard/clickhouse';
import { startTestStore } from '@huntboard/embedded';
import { readConfig } from '../../config.ts';
import { openStore } from '../../main.ts';
import { makeLabCertificates } from '../lab-certificates.ts';
import { checkCredentials, checkDataDirectory, checkNode } from './check-installation.ts';
import { checkCertificate, checkPort, checkTokens } from './check-service.ts';
import { checkStore, isSupportedVersion } from './check-store.ts';

const states = (findings: readonly { check: string; state: string }[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ check, state }) => [check, state]));

test('a store is followed from unreachable to old to right', async () => {
  const embedded = await startTestStore();
  const target = { url: embedded.url, ...embedded.writer, database: 'huntboard', cluster: '', tls: undefined };
  const wrong = openStore({ ...target, password: 'wrong' }, { attempts: 1 });
  const store = openStore(target, { attempts: 1 });
  try {
    expect(states(await checkStore(wrong, target.url, Date.now))).toEqual({ store: 'failed' });
    expect(states(await checkStore(store, target.url, Date.now))).toMatchObject({
      store: 'ok',
      schema: 'warning',
      clock: 'ok',
    });
    await migrate(store, { owner: 'doctor' });
    expect(states(await checkStore(store, target.url, Date.now))).toEqual({ store: 'ok', schema: 'ok', clock: 'ok', canary: 'ok' }); // prettier-ignore
    expect(states(await checkStore(store, target.url, () => Date.now() + 60_000))).toMatchObject({ clock: 'failed' });
  } finally {
    await Promise.all([wrong.close(), store.close()]);
    await embedded.stop();
  }
});

test('credentials that others can read are a failure with its remedy', () => {
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-doctor-'));
  try {
    expect(checkCredentials(directory).state).toBe('ok');
    writeFileSync(join(directory, 'credentials.json'), '{}');
    chmodSync(join(directory, 'credentials.json'), 0o644);
    expect(checkCredentials(directory)).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('chmod 600') as string,
    });
    chmodSync(join(directory, 'credentials.json'), 0o600);
    expect(checkCredentials(directory).state).toBe('ok');
    expect(states(checkDataDirectory(join(directory, 'not', 'yet')))).toMatchObject({ data: 'ok' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a port that something else holds is told apart from a free one', async () => {
  const other = createServer((socket) => socket.end('220 not HTTP\r\n', () => socket.destroy()));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  expect((await checkPort('ingest', port, '127.0.0.1', '/healthz', /ok/, 'HUNTBOARD_PORT')).state).toBe('failed');
  await new Promise((resolve) => other.close(resolve));
  expect((await checkPort('ingest', port, '127.0.0.1', '/healthz', /ok/, 'HUNTBOARD_PORT')).state).toBe('ok');
});

test('tokens: none and short ones are pointed out', () => {
  expect(checkTokens(readConfig({}, {}), undefined).state).toBe('warning');
  expect(checkTokens(readConfig({}, { HUNTBOARD_EVENT_TOKENS: 'short' }), undefined).state).toBe('warning');
  expect(checkTokens(readConfig({}, { HUNTBOARD_EVENT_TOKENS: 'a-token-that-is-long-enough' }), undefined).state).toBe(
    'ok',
  );
});

test('a certificate is warned about a month before its end, and plain text beyond loopback', async () => {
  const now = Date.now();
  const { serverCertificate, serverKey } = await makeLabCertificates(['localhost'], now);
  const directory = mkdtempSync(join(tmpdir(), 'huntboard-doctor-'));
  writeFileSync(join(directory, 'crt'), serverCertificate);
  writeFileSync(join(directory, 'key'), serverKey);
  const config = readConfig(
    {},
    { HUNTBOARD_TLS_CERT_FILE: join(directory, 'crt'), HUNTBOARD_TLS_KEY_FILE: join(directory, 'key') },
  );
  rmSync(directory, { recursive: true });
  expect(checkCertificate(config, now).state).toBe('ok');
  expect(checkCertificate(config, now + 810 * 86_400_000).state).toBe('warning');
  expect(checkCertificate(config, now + 900 * 86_400_000).state).toBe('failed');
  expect(checkCertificate(readConfig({}, { HUNTBOARD_HOST: '0.0.0.0' }), now).state).toBe('warning');
});

test('versions: the embedded one and newer are supported, older ones are not', () => {
  expect(['26.7.2.1', '26.10.1.1', '27.1'].map(isSupportedVersion)).toEqual([true, true, true]);
  expect(['26.6.9.9', '25.8.1.1', ''].map(isSupportedVersion)).toEqual([false, false, false]);
  expect(checkNode('v18.0.0').state).toBe('failed');
  expect(checkNode('v20.11.0').state).toBe('ok');
});
