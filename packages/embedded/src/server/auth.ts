// Who asks: Basic auth, ClickHouse's headers or URL parameters, compared in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { frontException } from './exception.ts';
import type { EmbeddedUser } from '../options.ts';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Finds the user of a request; throws 194 without credentials, 516 with wrong ones (never says which half was wrong). */
export function authenticate(
  users: readonly EmbeddedUser[],
  headers: IncomingHttpHeaders,
  params: URLSearchParams,
): EmbeddedUser {
  const given = readCredentials(headers, params);
  if (given === undefined)
    throw frontException('REQUIRED_PASSWORD', 'Authentication is required: send user and password');
  const name = digest(given.user);
  const password = digest(given.password);
  let found: EmbeddedUser | undefined;
  // Every user is compared, so that the time taken does not tell which names exist.
  for (const user of users) {
    const sameName = timingSafeEqual(name, digest(user.name));
    const samePassword = timingSafeEqual(password, digest(user.password));
    if (sameName && samePassword) found = user;
  }
  if (found === undefined) {
    throw frontException(
      'AUTHENTICATION_FAILED',
      `${given.user}: Authentication failed: password is incorrect, or there is no user with such name.`,
    );
  }
  return found;
}

function readCredentials(headers: IncomingHttpHeaders, params: URLSearchParams): Credentials | undefined {
  const authorization = headers.authorization;
  const basic = authorization === undefined ? undefined : /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization)?.[1];
  const user = headers['x-clickhouse-user'];
  const key = headers['x-clickhouse-key'];
  const ways = [
    basic === undefined ? undefined : fromBasic(basic),
    user === undefined && key === undefined
      ? undefined
      : { user: String(user ?? 'default'), password: String(key ?? '') },
    params.has('user') || params.has('password')
      ? { user: params.get('user') ?? 'default', password: params.get('password') ?? '' }
      : undefined,
  ].filter((way) => way !== undefined);
  if (authorization !== undefined && basic === undefined)
    throw frontException('AUTHENTICATION_FAILED', 'Only Basic authorization is supported');
  if (ways.length > 1) {
    throw frontException(
      'AUTHENTICATION_FAILED',
      'Invalid authentication: it is not allowed to use several ways of authentication at the same time',
    );
  }
  return ways[0];
}

function fromBasic(encoded: string): Credentials {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? { user: text, password: '' } : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
