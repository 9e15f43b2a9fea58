// `huntboard serve`: the ingest service alone, against a store that is there. What the container runs.
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { startIngest } from '../main.ts';
import { endOnSignal } from './end-on-signal.ts';
import { migrateStore } from './migrate.ts';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description(
      'run the ingest service alone; configured by the environment (CLICKHOUSE_URL, HUNTBOARD_EVENT_TOKENS, …)',
    )
    .option('--data <dir>', 'directory of the queue')
    .option('--host <address>', 'address to listen on')
    .option('--port <port>', 'port to listen on')
    .option('--migrate', 'bring the database to the schema of this version first')
    .action(async (options: { data?: string; host?: string; port?: string; migrate?: true }) => {
      const { data, host, port } = options;
      const config = readConfig({ HUNTBOARD_DATA: data, HUNTBOARD_HOST: host, HUNTBOARD_PORT: port });
      if (options.migrate === true) await migrateStore(config);
      const ingest = await startIngest({ config });
      ingest.telemetry.log.info({ url: ingest.url }, 'listening');
      // As services do: a hang-up means to read the configuration again.
      process.on('SIGHUP', () => void ingest.rules?.reload('SIGHUP'));
      const signal = await endOnSignal(['SIGINT', 'SIGTERM']);
      ingest.telemetry.log.info({ signal }, 'ending');
      await ingest.stop();
      ingest.telemetry.log.info('ended');
      process.exit(0);
    });
}
