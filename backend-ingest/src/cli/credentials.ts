// DATA/credentials.json: the secrets of an installation that was not given any; made once, readable by its owner alone.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandError } from './report-failure.ts';

const account = z.object({ user: z.string().min(1), password: z.string().min(1) });
const credentialsSchema = z.object({
  reader: account,
  writer: account,
  event_token: z.string().min(16),
  enroll_secret: z.string().min(16),
  /** For /api/v1/rules; installations that are older than it have none. */
  admin_token: z.string().min(16).optional(),
  /** By which the data source acts for people; older installations are given one. */
  control_token: z.string().min(16).optional(),
});
export type Credentials = z.infer<typeof credentialsSchema>;

const secret = (): string => randomBytes(24).toString('base64url');

/** Path of the file below a data directory. */
export const credentialsPath = (dataDirectory: string): string => join(dataDirectory, 'credentials.json');

/** The credentials of a data directory; undefined when there are none. Throws CommandError when the file is not usable. */
export function readCredentials(dataDirectory: string): Credentials | undefined {
  const path = credentialsPath(dataDirectory);
  if (!existsSync(path)) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const parsed = credentialsSchema.safeParse(document);
  if (!parsed.success) throw new CommandError(`${path} is not usable: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Replaces the file as a whole: a crash leaves the old one or the new one. */
function withControlToken(dataDirectory: string, known: Credentials): Credentials {
  const more: Credentials = { ...known, control_token: secret() };
  const path = credentialsPath(dataDirectory);
  writeFileSync(`${path}.new`, `${JSON.stringify(more, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return more;
}

/** The credentials of a data directory, made when there are none. */
export function ensureCredentials(dataDirectory: string): Credentials {
  const known = readCredentials(dataDirectory);
  if (known !== undefined) {
    chmodSync(credentialsPath(dataDirectory), 0o600);
    return known.control_token === undefined ? withControlToken(dataDirectory, known) : known;
  }
  const made: Credentials = {
    reader: { user: 'reader', password: secret() },
    writer: { user: 'writer', password: secret() },
    event_token: secret(),
    enroll_secret: secret(),
    admin_token: secret(),
    control_token: secret(),
  };
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(credentialsPath(dataDirectory), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
