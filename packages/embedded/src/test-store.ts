// A throw-away store for tests: temporary directory, free port, random passwords.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedOptions, EmbeddedUser } from './options.ts';
import { startEmbedded } from './supervisor.ts';
import type { Embedded } from './supervisor.ts';

export interface TestStore {
  readonly url: string;
  readonly writer: { readonly user: string; readonly password: string };
  readonly reader: { readonly user: string; readonly password: string };
  readonly dataDir: string;
  readonly embedded: Embedded;
  /** Kills the child and removes the directory. */
  stop(): Promise<void>;
}

export interface TestStoreOptions extends Partial<Omit<EmbeddedOptions, 'users'>> {
  /** What the reader gets beyond its name, e.g. row filters and quotas. */
  readonly reader?: Partial<EmbeddedUser>;
  readonly writer?: Partial<EmbeddedUser>;
}

/** Starts an empty store with the users `writer` and `reader` on database `huntboard`. */
export async function startTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const { reader, writer, ...rest } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'huntboard-store-')));
  const password = (): string => randomBytes(12).toString('base64url');
  const users: EmbeddedUser[] = [
    { name: 'writer', password: password(), role: 'writer', database: 'huntboard', ...writer },
    { name: 'reader', password: password(), role: 'reader', database: 'huntboard', ...reader },
  ];
  const embedded = await startEmbedded({
    port: 0,
    ...rest,
    dataDir,
    users,
    limits: { drainSeconds: 0, ...options.limits },
  });
  const [w, r] = users as [EmbeddedUser, EmbeddedUser];
  return {
    url: embedded.url,
    writer: { user: w.name, password: w.password },
    reader: { user: r.name, password: r.password },
    dataDir,
    embedded,
    stop: async () => {
      await embedded.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
