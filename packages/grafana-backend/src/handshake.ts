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

/** Where the plugin may listen, in the order in which to try. */
export interface Listening {
  /** For grpc-js: `unix:/tmp/plugin…` or `127.0.0.1:10000`. */
  readonly bind: string;
  /** The first and only line on stdout: core version, plugin protocol, network, address, protocol. */
  readonly line: (port: number) => string;
  /** A file to remove at the end. */
  readonly socket?: string;
}

/**
 * A fresh unix socket, short enough for the kernel's 108 bytes. On Windows, where Node has none, the ports that the host allows
 * (PLUGIN_MIN_PORT to PLUGIN_MAX_PORT), as go-plugin does it there.
 */
export function listenings(env: Environment, platform: NodeJS.Platform): readonly Listening[] {
  const line = (network: string, address: string): string => `1|${PROTOCOL_VERSION}|${network}|${address}|grpc\n`;
  if (platform !== 'win32') {
    const socket = join(env['PLUGIN_UNIX_SOCKET_DIR'] ?? tmpdir(), `plugin${randomBytes(8).toString('hex')}`);
    return [{ bind: `unix:${socket}`, socket, line: () => line('unix', socket) }];
  }
  const [lowest, highest] = [Number(env['PLUGIN_MIN_PORT'] ?? 0), Number(env['PLUGIN_MAX_PORT'] ?? 0)];
  const ports =
    lowest > 0 && highest >= lowest ? Array.from({ length: highest - lowest + 1 }, (_, n) => lowest + n) : [0];
  return ports.map((port) => ({
    bind: `127.0.0.1:${port}`,
    line: (bound) => line('tcp', `127.0.0.1:${bound}`),
  }));
}
