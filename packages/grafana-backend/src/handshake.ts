// go-plugin's start: what the environment must hold, where the socket lies, and the one line on stdout.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const PROTOCOL_VERSION = '2';

/**
 * Why this process may not serve, or undefined when Grafana started it: the magic cookie `grafana_plugin_type=datasource`
 * and protocol version 2 among PLUGIN_PROTOCOL_VERSIONS.
 */
export function refusal(env: Environment): string | undefined {
  if (env['grafana_plugin_type'] !== 'datasource') {
    return 'This is a Grafana backend plugin: Grafana starts it. (grafana_plugin_type is not "datasource".)';
  }
  const versions = (env['PLUGIN_PROTOCOL_VERSIONS'] ?? PROTOCOL_VERSION).split(',').map((version) => version.trim());
  if (!versions.includes(PROTOCOL_VERSION))
    return `Grafana offers plugin protocol ${versions.join(', ')}; this plugin speaks ${PROTOCOL_VERSION}.`;
  return undefined;
}

/** A fresh socket path, short enough for the kernel's 108 bytes. */
export function socketPath(env: Environment): string {
  return join(env['PLUGIN_UNIX_SOCKET_DIR'] ?? tmpdir(), `plugin${randomBytes(8).toString('hex')}`);
}

/** The first and only line on stdout: core version, plugin protocol, network, address, protocol. */
export function handshakeLine(path: string): string {
  return `1|${PROTOCOL_VERSION}|unix|${path}|grpc\n`;
}
