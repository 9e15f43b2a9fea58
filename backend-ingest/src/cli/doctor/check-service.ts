// Checks of what listens: the ingest service, its tokens and certificate, the ports that `huntboard up` needs.
import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import type { Config } from '../../config.ts';
import { SecretSet } from '../../inputs/secrets.ts';
import { failed, ok, warning, type Finding } from './finding.ts';

const DAY_MS = 86_400_000;
const MIN_TOKEN_LENGTH = 16;

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port is right when it is free or when what answers there is ours. */
export async function checkPort(
  what: string,
  port: number,
  host: string,
  probe: string,
  ours: RegExp,
  variable: string,
): Promise<Finding> {
  const check = `port ${port}`;
  if (await isFree(port, host)) return ok(check, `free (${what} is not running)`);
  try {
    const response = await fetch(`http://${host}:${port}${probe}`, { signal: AbortSignal.timeout(3000) });
    if (ours.test(await response.text())) return ok(check, `${what} answers`);
  } catch {
    // Whatever listens there speaks no HTTP: told below.
  }
  return failed(check, `something else than ${what} listens`, `stop it, or set ${variable} to another port`);
}

export function checkTokens(config: Config, credentialsToken: string | undefined): Finding {
  const { given, file } = config.eventTokens;
  const configured = new SecretSet(given, file).size;
  if (configured === 0 && credentialsToken === undefined)
    return warning(
      'tokens',
      'no event token is configured',
      'set HUNTBOARD_EVENT_TOKENS or HUNTBOARD_EVENT_TOKENS_FILE; `huntboard up` makes one',
    );
  const weak = given.filter(({ secret }) => secret.length < MIN_TOKEN_LENGTH).length;
  if (weak > 0)
    return warning(
      'tokens',
      `${weak} of ${configured} tokens are shorter than ${MIN_TOKEN_LENGTH} characters`,
      'use random ones: openssl rand -base64 24',
    );
  return ok('tokens', configured === 0 ? 'one, from credentials.json' : `${configured} valid at the same time`);
}

export function checkCertificate(config: Config, now: number): Finding {
  const { tls, settings } = config;
  if (tls === undefined) {
    const loopback = ['127.0.0.1', '::1', 'localhost'].includes(settings.HUNTBOARD_HOST);
    if (loopback) return ok('tls', 'off; listens on loopback only');
    return warning(
      'tls',
      `off, while listening on ${settings.HUNTBOARD_HOST}: tokens travel in the clear`,
      'set HUNTBOARD_TLS_CERT_FILE and HUNTBOARD_TLS_KEY_FILE (huntboard certs makes lab ones)',
    );
  }
  const certificate = new X509Certificate(tls.cert);
  const days = Math.floor((Date.parse(certificate.validTo) - now) / DAY_MS);
  const detail = `${certificate.subjectAltName ?? certificate.subject}, ${days} days left`;
  if (days < 0) return failed('tls', detail, 'renew the certificate');
  return days < 30 ? warning('tls', detail, 'renew the certificate') : ok('tls', detail);
}
