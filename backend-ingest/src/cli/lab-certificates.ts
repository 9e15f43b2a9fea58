// A lab certificate authority and a server certificate for TLS between agents and ingest; not a replacement for a real PKI.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
} from '@peculiar/x509';

export interface LabCertificates {
  /** PEM certificate of the authority: what agents trust. */
  readonly caCertificate: string;
  readonly caKey: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  /** PEM certificate and key of a client, for mutual TLS. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

async function pemKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = bytes[0]! & 0x7f;
  return Buffer.from(bytes).toString('hex');
}

/**
 * Makes an authority (10 years), a server certificate (825 days, the longest that current clients accept) and a client certificate.
 * @param names DNS names and IP addresses that agents use to reach the server; the first is the common name.
 * @param now Epoch milliseconds; validity starts an hour earlier, for clocks that lag.
 */
export async function makeLabCertificates(names: readonly string[], now: number): Promise<LabCertificates> {
  const commonName = names[0];
  if (commonName === undefined) throw new RangeError('a server certificate needs at least one name');
  const notBefore = new Date(now - 3_600_000);
  const generate = (): Promise<webcrypto.CryptoKeyPair> =>
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [caKeys, serverKeys, clientKeys] = await Promise.all([generate(), generate(), generate()]);

  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Huntboard lab CA',
    notBefore,
    notAfter: new Date(now + 3650 * day),
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const issue = async (
    subject: string,
    keys: webcrypto.CryptoKeyPair,
    usage: string,
    alternatives: readonly JsonGeneralName[],
  ): Promise<string> => {
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: ca.subject,
      notBefore,
      notAfter: new Date(now + 825 * day),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...(alternatives.length > 0 ? [new SubjectAlternativeNameExtension([...alternatives])] : []),
      ],
    });
    return `${certificate.toString('pem')}\n`;
  };
  const alternatives = names.map((name): JsonGeneralName => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }));
  return {
    caCertificate: `${ca.toString('pem')}\n`,
    caKey: await pemKey(caKeys.privateKey),
    serverCertificate: await issue(`CN=${commonName}`, serverKeys, ExtendedKeyUsage.serverAuth, alternatives),
    serverKey: await pemKey(serverKeys.privateKey),
    clientCertificate: await issue('CN=huntboard-agent', clientKeys, ExtendedKeyUsage.clientAuth, []),
    clientKey: await pemKey(clientKeys.privateKey),
  };
}
