// TLS and mutual TLS of the service, with real certificates and real connections.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { makeLabCertificates, type LabCertificates } from './cli/lab-certificates.ts';
import { makeBundles, type Bundles } from './testing/bundles.ts';
import { sysmonEvent } from './testing/sysmon-event.ts';
import { EVENT_TOKEN, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let bundles: Bundles;
let directory: string;
let lab: LabCertificates;

beforeAll(async () => {
  bundles = makeBundles();
  directory = mkdtempSync(join(tmpdir(), 'huntboard-tls-'));
  lab = await makeLabCertificates(['localhost', '127.0.0.1'], Date.now());
  writeFileSync(join(directory, 'server.crt'), lab.serverCertificate);
  writeFileSync(join(directory, 'server.key'), lab.serverKey);
  writeFileSync(join(directory, 'ca.crt'), lab.caCertificate);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  bundles.remove();
});

const start = (more: Readonly<Record<string, string>> = {}): Promise<TestIngest> =>
  startTestIngest(bundles.worker, {
    HUNTBOARD_TLS_CERT_FILE: join(directory, 'server.crt'),
    HUNTBOARD_TLS_KEY_FILE: join(directory, 'server.key'),
    ...more,
  });

interface Client {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Posts one event; resolves to the status, or to the code of what went wrong. */
function post(port: number, client: Client): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: '/api/v1/events',
      method: 'POST',
      agent: false,
      ...client,
      headers: { authorization: `Bearer ${EVENT_TOKEN}`, 'content-type': 'application/json' },
    });
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end(sysmonEvent('tls'));
  });
}

test('with TLS, a client that trusts the authority delivers; one that does not refuses the server', async () => {
  const test = await start();
  try {
    expect(test.ingest.url).toMatch(/^https:/);
    expect(await post(test.ingest.port, { ca: lab.caCertificate })).toBe(200);
    expect(await post(test.ingest.port, {})).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  } finally {
    await test.stop();
  }
});

test('with a client authority, only a client that shows its certificate gets an answer', async () => {
  const test = await start({ HUNTBOARD_TLS_CLIENT_CA_FILE: join(directory, 'ca.crt') });
  try {
    expect(
      await post(test.ingest.port, { ca: lab.caCertificate, cert: lab.clientCertificate, key: lab.clientKey }),
    ).toBe(200);
    expect(typeof (await post(test.ingest.port, { ca: lab.caCertificate }))).toBe('string');
  } finally {
    await test.stop();
  }
});

test('TLS older than 1.2 is refused', async () => {
  const test = await start();
  try {
    const outcome = await new Promise<string>((resolve) => {
      const socket = connect({
        host: '127.0.0.1',
        port: test.ingest.port,
        ca: lab.caCertificate,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.on('secureConnect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(outcome).toBe('refused');
  } finally {
    await test.stop();
  }
});
