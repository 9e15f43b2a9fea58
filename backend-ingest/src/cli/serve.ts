// `huntboard serve`: the ingest service alone, against a store that is there. What the container runs.
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { startIngest } from '../main.ts';
import { endOnSignal } from './end-on-signal.ts';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the ingest service alone; configured by the environment (CLICKHOUSE_URL, HUNTBOARD_EVENT_TOKENS, …)')
    .option('--data <dir>', 'directory of the queue')
    .option('--host <address>', 'address to listen on')
    .option('--port <port>', 'port to listen on')
    .action(async (options: { data?: string; host?: string; port?: string }) => {
      const ingest = await startIngest({
        config: readConfig({ HUNTBOARD_DATA: options.data, HUNTBOARD_HOST: options.host, HUNTBOARD_PORT: options.port }),
      });
      ingest.telemetry.log.info({ url: ingest.url }, 'listening');
      const signal = await endOnSignal();
      ingest.telemetry.log.info({ signal }, 'ending');
      await ingest.stop();
      ingest.telemetry.log.info('ended');
      process.exit(0);
    });
}
