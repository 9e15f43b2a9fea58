// Runs a datasource plugin: handshake, gRPC server on a unix socket, and the life of the process beside Grafana's.
import { rmSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { DatasourcePlugin } from './datasource';
import type { Listening } from './handshake';
import { listenings, refusal } from './handshake';
import { createLogger } from './logger';
import type { Logger } from './logger';
import { addDatasourceServices } from './services/datasource-services';
import { addPluginServices } from './services/plugin-services';

/** Largest request taken; Grafana sends up to 16 MB, grpc-js would stop at 4. */
const MAX_REQUEST_BYTES = 64 * 1024 * 1024;
const PARENT_POLL_MS = 1_000;
/** Grafana kills two seconds after Shutdown; instances get less than that to close. */
const DISPOSE_MS = 1_500;

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}

/** From now on stdout belongs to the handshake: whatever else is printed goes to the log. */
function claimStdout(log: Logger): (line: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    log.debug(String(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')).trimEnd());
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  }) as typeof process.stdout.write;
  return (line) => void write(line);
}

function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !isThere(parent)) onGone();
  }, PARENT_POLL_MS).unref();
}

/** Windows keeps naming a parent that is gone. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const bind = (server: Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });

/** Listens at the first address that is free. @throws the last one's error when none is */
async function listen(
  server: Server,
  places: readonly Listening[],
): Promise<{ readonly place: Listening; readonly port: number }> {
  let failure: unknown = new Error('No address to listen at.');
  for (const place of places) {
    try {
      return { place, port: await bind(server, place.bind) };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/**
 * Serves the plugin until Grafana shuts it down or goes away. Prints why and exits with 1 when not started by Grafana.
 * An uncaught error is logged and ends the process; Grafana starts it anew within a second.
 */
export async function serveDatasource(
  plugin: DatasourcePlugin,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const refused = refusal(env);
  if (refused !== undefined) {
    process.stderr.write(`${refused}\n`);
    process.exit(1);
  }
  const log = createLogger();
  const die = (error: unknown): void => {
    log.error('The plugin stops after an error that nobody caught', { error });
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);

  const print = claimStdout(log);
  const places = listenings(env, platform);
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
  });
  const services = addDatasourceServices(server, plugin, log);
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.debug('The plugin stops', { why });
    void Promise.race([services.close(), afterMs(DISPOSE_MS)]).finally(() => {
      server.forceShutdown();
      for (const { socket } of places) if (socket !== undefined) rmSync(socket, { force: true });
      process.exit(0);
    });
  };
  addPluginServices(server, () => stop('Grafana asked for it'));

  // Ctrl-C in a terminal reaches the whole process group; only Grafana decides when a plugin ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => stop('SIGTERM'));
  watchParent(() => stop('Grafana is gone'));

  const { place, port } = await listen(server, places);
  print(place.line(port));
}
