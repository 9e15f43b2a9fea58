// The lab certificates must carry a real TLS handshake, mutual included, and be refused where they should be.
import { createServer, connect, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { makeLabCertificates, type LabCertificates } from './lab-certificates.ts';

let lab: LabCertificates;
beforeAll(async () => {
  lab = await makeLabCertificates(['ingest.lab.example', 'localhost', '127.0.0.1'], Date.now());
});

/** Connects to a server that echoes whether it trusts the client; resolves to what the client saw. */
async function handshake(client: { ca?: string; cert?: string; key?: string; servername?: string }): Promise<string> {
  const server = createServer(
    {
      cert: lab.serverCertificate,
      key: lab.serverKey,
      ca: lab.caCertificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (socket) => {
      socket.end(socket.authorized ? 'trusted client' : 'unknown client');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<string>((resolve) => {
      const socket: TLSSocket = connect({
        host: '127.0.0.1',
        port: (server.address() as AddressInfo).port,
        servername: 'localhost',
        ...client,
      });
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    server.close();
  }
}

test('a client that trusts the lab authority reaches the server by name', async () => {
  expect(await handshake({ ca: lab.caCertificate })).toBe('unknown client');
});

test('a client with the lab client certificate is trusted by the server', async () => {
  expect(await handshake({ ca: lab.caCertificate, cert: lab.clientCertificate, key: lab.clientKey })).toBe(
    'trusted client',
  );
});

test('a client that does not trust the lab authority refuses the server', async () => {
  expect(await handshake({})).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
});

test('a client that asks for another name refuses the server', async () => {
  expect(await handshake({ ca: lab.caCertificate, servername: 'elsewhere.example' })).toBe(
    'ERR_TLS_CERT_ALTNAME_INVALID',
  );
});

test('the server certificate carries every name and address that was asked for', () => {
  const certificate = new X509Certificate(lab.serverCertificate);
  expect(certificate.subjectAltName).toBe('DNS:ingest.lab.example, DNS:localhost, IP Address:127.0.0.1');
  expect(certificate.ca).toBe(false);
});

test('no name at all is a mistake of the caller', async () => {
  await expect(makeLabCertificates([], Date.now())).rejects.toThrow(RangeError);
});
