// Certificates for tests of TLS: an authority, a server at 127.0.0.1 and a client that it has signed.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface TestCertificates {
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

const pemKey = async ({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> =>
  PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');

/** Fresh ones, valid for a day. */
export async function makeTestCertificates(): Promise<TestCertificates> {
  const keys = (): Promise<webcrypto.CryptoKeyPair> =>
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [caKeys, serverKeys, clientKeys] = await Promise.all([keys(), keys(), keys()]);
  const notBefore = new Date(Date.now() - DAY_MS);
  const notAfter = new Date(Date.now() + DAY_MS);
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01', name: 'CN=Test CA', notBefore, notAfter, signingAlgorithm: algorithm, keys: caKeys,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  }); // prettier-ignore
  const issue = async (
    serialNumber: string,
    subject: string,
    pair: webcrypto.CryptoKeyPair,
    address?: string,
  ): Promise<string> => {
    const certificate = await X509CertificateGenerator.create({
      serialNumber, subject, issuer: ca.subject, notBefore, notAfter, signingAlgorithm: algorithm, publicKey: pair.publicKey, signingKey: caKeys.privateKey,
      extensions: address === undefined ? [] : [new SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
    }); // prettier-ignore
    return certificate.toString('pem');
  };
  return {
    ca: ca.toString('pem'),
    serverCert: await issue('02', 'CN=store', serverKeys, '127.0.0.1'),
    serverKey: await pemKey(serverKeys),
    clientCert: await issue('03', 'CN=grafana', clientKeys),
    clientKey: await pemKey(clientKeys),
  };
}
