// `huntboard agent osquery|winlogbeat|nxlog|sysmon`: prints a configuration that works against this server.
import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { readConfig } from '../config.ts';
import { packageDirectory } from '../main.ts';
import { agentConfig, agentTemplates, type AgentKind } from './agent-config.ts';
import { readCredentials } from './credentials.ts';

interface Options {
  readonly url?: string;
  readonly data?: string;
  readonly json?: true;
}

function run(kind: AgentKind, options: Options): void {
  const { settings, tls, eventTokens, enrollSecrets } = readConfig({ HUNTBOARD_DATA: options.data });
  const credentials = readCredentials(settings.HUNTBOARD_DATA);
  const { text, steps } = agentConfig(
    kind,
    {
      url:
        options.url ??
        `${tls === undefined ? 'http' : 'https'}://${settings.HUNTBOARD_HOST}:${settings.HUNTBOARD_PORT}`,
      token: eventTokens.given[0]?.secret ?? credentials?.event_token ?? 'TOKEN-OF-HUNTBOARD_EVENT_TOKENS',
      enrollSecret:
        enrollSecrets.given[0]?.secret ?? credentials?.enroll_secret ?? 'SECRET-OF-HUNTBOARD_ENROLL_SECRETS',
    },
    resolve(packageDirectory(), '..'),
  );
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ agent: kind, config: text, steps })}\n`);
    return;
  }
  process.stdout.write(text);
  // What to do with it goes beside the file, so that standard output can be redirected into it.
  process.stderr.write(['', ...steps.map((step, index) => `${index + 1}. ${step}`), ''].join('\n'));
}

export function registerAgent(program: Command): void {
  program
    .command('agent')
    .description('print the configuration of an agent that ships to this server')
    .addArgument(new Argument('<agent>').choices(Object.keys(agentTemplates)))
    .option('--url <url>', 'address of this server as the agents reach it')
    .option('--data <dir>', 'data directory of the local installation')
    .option('--json', 'print configuration and steps as JSON')
    .action(run);
}
