// The huntboard command: one file a subcommand, registered here.
import { Command } from 'commander';
import { report } from './report-failure.ts';
import { registerAgent } from './agent.ts';
import { registerCerts } from './certs.ts';
import { registerDoctor } from './doctor/doctor.ts';
import { registerIngest } from './ingest.ts';
import { registerMigrate } from './migrate.ts';
import { registerQuarantine } from './quarantine.ts';
import { registerRules } from './rules/rules.ts';
import { registerScan } from './scan/scan.ts';
import { registerServe } from './serve.ts';
import { registerUp } from './up.ts';

const program = new Command('huntboard')
  .description('Hunting on endpoint telemetry: takes events, keeps them in ClickHouse, shows them in Grafana')
  .showHelpAfterError()
  .configureOutput({ outputError: (text, write) => write(text) });

for (const register of [
  registerUp,
  registerServe,
  registerIngest,
  registerScan,
  registerRules,
  registerMigrate,
  registerQuarantine,
  registerCerts,
  registerAgent,
  registerDoctor,
])
  register(program);

program.parseAsync(process.argv).catch(report);
