// `huntboard certs`: a lab CA, a server certificate and a client certificate, as files.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { makeLabCertificates } from './lab-certificates.ts';
import { CommandError } from './report-failure.ts';

interface Options {
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

async function run(names: readonly string[], options: Options): Promise<void> {
  const directory = resolve(options.out);
  const wanted = names.length > 0 ? names : [hostname(), 'localhost', '127.0.0.1'];
  const made = await makeLabCertificates(wanted, Date.now());
  const files: readonly (readonly [string, string, number])[] = [
    ['ca.crt', made.caCertificate, 0o644],
    ['ca.key', made.caKey, 0o600],
    ['server.crt', made.serverCertificate, 0o644],
    ['server.key', made.serverKey, 0o600],
    ['client.crt', made.clientCertificate, 0o644],
    ['client.key', made.clientKey, 0o600],
  ];
  const present = files.map(([name]) => join(directory, name)).filter((path) => existsSync(path));
  if (present.length > 0 && options.force !== true)
    throw new CommandError(`${present.join(', ')} would be overwritten: choose another --out, or say --force`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const [name, text, mode] of files) writeFileSync(join(directory, name), text, { mode });
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ directory, names: wanted, files: files.map(([name]) => name) })}\n`);
    return;
  }
  process.stdout.write(
    [
      `Certificates for ${wanted.join(', ')} are in ${directory}. They are for a lab: keep ca.key away from the server, or use your own PKI.`,
      '',
      'On the server:',
      `  HUNTBOARD_TLS_CERT_FILE=${join(directory, 'server.crt')}`,
      `  HUNTBOARD_TLS_KEY_FILE=${join(directory, 'server.key')}`,
      `  HUNTBOARD_TLS_CLIENT_CA_FILE=${join(directory, 'ca.crt')}    # only if agents must show client.crt`,
      'On the agents: trust ca.crt.',
      '',
    ].join('\n'),
  );
}

export function registerCerts(program: Command): void {
  program
    .command('certs')
    .description('make a lab CA, a server certificate and a client certificate')
    .argument('[names...]', 'DNS names and addresses of the server; default this host, localhost, 127.0.0.1')
    .option('--out <dir>', 'directory for the files', 'certs')
    .option('--force', 'overwrite files that are there')
    .option('--json', 'print what was made as JSON')
    .action(run);
}
