// `huntboard doctor`: looks at everything that has to be right, and says what to do about what is not.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { openStore, packageDirectory } from '../../main.ts';
import { readCredentials } from '../credentials.ts';
import { checkBuild, checkCredentials, checkDataDirectory, checkNode } from './check-installation.ts';
import { checkCertificate, checkPort, checkTokens } from './check-service.ts';
import { checkStore } from './check-store.ts';
import { ok, type Finding } from './finding.ts';

interface Options {
  readonly data?: string;
  readonly json?: true;
}

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };

async function storeFindings(options: Options): Promise<readonly Finding[]> {
  const { store: configured, settings } = readConfig({ HUNTBOARD_DATA: options.data });
  const credentials = readCredentials(settings.HUNTBOARD_DATA);
  if (configured.url === '' && credentials === undefined)
    return [ok('store', 'the embedded one; it is made by `huntboard up`')];
  const own = {
    url: `http://127.0.0.1:${settings.HUNTBOARD_STORE_PORT}`,
    user: credentials?.writer.user ?? '',
    password: credentials?.writer.password ?? '',
  };
  const target = configured.url === '' ? { ...configured, ...own } : configured;
  const store = openStore(target, { attempts: 1 });
  try {
    return await checkStore(store, target.url, Date.now);
  } finally {
    await store.close();
  }
}

/** Runs every check, in the order in which a person would. */
export async function diagnose(options: Options): Promise<readonly Finding[]> {
  const config = readConfig({ HUNTBOARD_DATA: options.data });
  const { settings } = config;
  const directory = resolve(settings.HUNTBOARD_DATA);
  return [
    checkNode(process.version),
    ...checkDataDirectory(directory),
    checkCredentials(directory),
    checkBuild(resolve(packageDirectory(), '..')),
    checkTokens(config, readCredentials(directory)?.event_token),
    checkCertificate(config, Date.now()),
    ...(config.tls === undefined
      ? [
          await checkPort(
            'ingest',
            settings.HUNTBOARD_PORT,
            settings.HUNTBOARD_HOST,
            '/healthz',
            /"status":"ok"/,
            'HUNTBOARD_PORT',
          ),
        ]
      : []),
    ...(config.store.url === ''
      ? [
          await checkPort(
            'the embedded store',
            settings.HUNTBOARD_STORE_PORT,
            '127.0.0.1',
            '/ping',
            /^Ok\./,
            'HUNTBOARD_STORE_PORT',
          ),
        ]
      : []),
    await checkPort(
      'the preview',
      settings.HUNTBOARD_PREVIEW_PORT,
      '127.0.0.1',
      '/',
      /Huntboard/,
      'HUNTBOARD_PREVIEW_PORT',
    ),
    ...(await storeFindings(options)),
  ];
}

async function run(options: Options): Promise<void> {
  const findings = await diagnose(options);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ findings })}\n`);
  else
    for (const { check, state, detail, remedy } of findings)
      process.stdout.write(
        `${MARKS[state]}  ${check.padEnd(12)} ${detail}${remedy === undefined ? '' : `\n                       → ${remedy}`}\n`,
      );
  if (findings.some((finding) => finding.state === 'failed')) process.exitCode = 1;
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check store, schema, disk, ports, tokens, certificate, clock and build; says what to do')
    .option('--data <dir>', 'data directory of the local installation')
    .option('--json', 'print the findings as JSON')
    .action(run);
}
