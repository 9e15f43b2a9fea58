// Runs a datasource plugin: handshake, gRPC server on a unix socket, and the life of the process beside Grafana's.
import { rmSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { DatasourcePlugin } from './datasource';
import { handshakeLine, refusal, socketPath } from './handshake';
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
    if (process.ppid !== parent) onGone();
  }, PARENT_POLL_MS).unref();
}

/**
 * Serves the plugin until Grafana shuts it down or goes away. Prints why and exits with 1 when not started by Grafana.
 * An uncaught error is logged and ends the process; Grafana starts it anew within a second.
 */
export async function serveDatasource(
  plugin: DatasourcePlugin,
  env: Readonly<Record<string, string | undefined>> = process.env,
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
  const path = socketPath(env);
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
      rmSync(path, { force: true });
      process.exit(0);
    });
  };
  addPluginServices(server, () => stop('Grafana asked for it'));

  // Ctrl-C in a terminal reaches the whole process group; only Grafana decides when a plugin ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => stop('SIGTERM'));
  watchParent(() => stop('Grafana is gone'));

  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${path}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  print(handshakeLine(path));
}
