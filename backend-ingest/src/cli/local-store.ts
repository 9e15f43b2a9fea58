// The store that a command talks to: the configured one, or the embedded one of the local installation.
import type { Store } from '@huntboard/clickhouse';
import { readConfig, type Config } from '../config.ts';
import { openStore } from '../main.ts';
import { readCredentials } from './credentials.ts';
import { CommandError } from './report-failure.ts';

/** The configuration with a store in it: CLICKHOUSE_URL, else the embedded one of the data directory. */
export function configWithStore(data: string | undefined): Config {
  const config = readConfig({ HUNTBOARD_DATA: data });
  if (config.store.url !== '') return config;
  const credentials = readCredentials(config.settings.HUNTBOARD_DATA);
  if (credentials === undefined)
    throw new CommandError(
      'no store: set CLICKHOUSE_URL, or run where `huntboard up` made its credentials (--data DIR)',
    );
  const { user, password } = credentials.writer;
  return {
    ...config,
    store: { ...config.store, url: `http://127.0.0.1:${config.settings.HUNTBOARD_STORE_PORT}`, user, password },
  };
}

/** Opens that store and makes sure that it answers. */
export async function openLocalStore(data: string | undefined): Promise<Store> {
  const config = configWithStore(data);
  const store = openStore(config.store, { attempts: 2 });
  const ping = await store.ping();
  if (ping.ok) return store;
  await store.close();
  throw new CommandError(
    `the store at ${config.store.url} does not answer: ${ping.error.message}. Is \`huntboard up\` running?`,
  );
}
