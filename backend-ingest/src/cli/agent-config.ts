// Configuration files for the agents that ship to this server: the files of provisioning/, with address and token filled in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type AgentKind = 'osquery' | 'winlogbeat' | 'nxlog' | 'sysmon';

export interface AgentServer {
  /** Address that agents reach, e.g. `https://ingest.example:8088`. */
  readonly url: string;
  /** Bearer token for events. */
  readonly token: string;
  readonly enrollSecret: string;
}

interface AgentTemplate {
  readonly path: string;
  /** Where the file goes on the endpoint, and what else has to be done there. */
  readonly steps: (server: AgentServer) => readonly string[];
}

export const agentTemplates: Readonly<Record<AgentKind, AgentTemplate>> = {
  osquery: {
    path: 'provisioning/agents/osquery.flags',
    steps: (server) => [
      'save this as osquery.flags (Windows: C:\\Program Files\\osquery, Linux: /etc/osquery, macOS: /var/osquery)',
      `write the enrol secret into /etc/osquery/huntboard-enroll-secret: ${server.enrollSecret}`,
      'copy the CA certificate (huntboard certs makes a lab one) to /etc/osquery/huntboard-ca.crt',
      ...(server.url.startsWith('https:')
        ? []
        : ['osquery speaks TLS only: start ingest with HUNTBOARD_TLS_CERT_FILE and HUNTBOARD_TLS_KEY_FILE']),
      'packs and the schedule are served by this server from provisioning/osquery: nothing to copy',
    ],
  },
  winlogbeat: {
    path: 'provisioning/agents/winlogbeat.yml',
    steps: () => ['save this as winlogbeat.yml', 'check it with: winlogbeat test config; winlogbeat test output'],
  },
  nxlog: {
    path: 'provisioning/agents/nxlog.conf',
    steps: () => [
      'save this as C:\\Program Files\\nxlog\\conf\\nxlog.conf',
      'restart the service: Restart-Service nxlog',
    ],
  },
  sysmon: {
    path: 'provisioning/sysmon/sysmon.xml',
    steps: () => [
      'save this as sysmon.xml',
      'install or update: sysmon64 -accepteula -i sysmon.xml (first time), sysmon64 -c sysmon.xml (update)',
    ],
  },
};

/**
 * The configuration of an agent for a server.
 * @param root Folder that holds `provisioning/`.
 * @returns The file's text and the steps around it.
 */
export function agentConfig(
  kind: AgentKind,
  server: AgentServer,
  root: string,
): { readonly text: string; readonly steps: readonly string[] } {
  const template = agentTemplates[kind];
  const values: Readonly<Record<string, string>> = {
    HUNTBOARD_URL: server.url.replace(/\/+$/, ''),
    HUNTBOARD_HOST: new URL(server.url).host,
    HUNTBOARD_TOKEN: server.token,
    HUNTBOARD_ENROLL_SECRET: server.enrollSecret,
  };
  const text = readFileSync(join(root, template.path), 'utf8').replaceAll(
    /\$\{(HUNTBOARD_[A-Z_]+)\}/g,
    (mark, name: string) => values[name] ?? mark,
  );
  return { text, steps: template.steps(server) };
}
