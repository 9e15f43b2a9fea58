// An osquery agent: enrols, fetches its configuration and logs, by the endpoints and habits of the real one.
import type { LinuxHost } from '../company/types.ts';
import type { OsqueryRow } from '../linux/machine.ts';
import {
  decorationsOf,
  OSQUERY_VERSION as VERSION,
  readSchedule,
  toOsqueryLines,
  type Schedule,
} from '../linux/osquery-lines.ts';
import { post } from './post.ts';

/** Lines in one request of the TLS logger. */
const MAX_LINES = 1024;

export interface AgentOptions {
  readonly url: string;
  readonly enrollSecret: string;
  readonly host: LinuxHost;
  readonly bootedAt: number;
}

interface Reply {
  readonly node_key?: string;
  readonly node_invalid?: boolean;
  readonly error?: string;
}

export class OsqueryAgent {
  readonly #options: AgentOptions;
  #nodeKey: string | undefined;
  #schedule: Schedule = new Map();

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  async #call(
    endpoint: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    const headers = { 'content-type': 'application/json', 'user-agent': `osquery/${VERSION}` };
    return (await post({
      url: `${this.#options.url}/api/v1/osquery/${endpoint}`,
      headers,
      body: JSON.stringify(body),
      signal,
    })) as Reply;
  }

  /** Enrols and reads the configuration. Throws when the secret is refused. */
  async enroll(signal?: AbortSignal): Promise<void> {
    const { host, enrollSecret } = this.#options;
    const reply = await this.#call(
      'enroll',
      {
        enroll_secret: enrollSecret,
        host_identifier: host.uuid,
        platform_type: '9',
        host_details: {
          os_version: {
            _id: '24.04',
            codename: 'noble',
            major: '24',
            minor: '04',
            name: 'Ubuntu',
            platform: 'ubuntu',
            platform_like: 'debian',
            version: '24.04.3 LTS (Noble Numbat)',
          },
          osquery_info: {
            build_distro: 'centos7',
            build_platform: 'linux',
            config_valid: '0',
            instance_id: `${host.uuid.slice(0, 8).toLowerCase()}-2f3a-4c1d-8e2b-90a1b2c3d4e5`,
            pid: '802',
            uuid: host.uuid,
            version: VERSION,
            watcher: '799',
          },
          system_info: {
            computer_name: host.fqdn,
            cpu_brand: 'AMD EPYC 7443P',
            cpu_logical_cores: '4',
            hostname: host.fqdn,
            hardware_vendor: 'QEMU',
            local_hostname: host.name,
            physical_memory: '8323190784',
            uuid: host.uuid,
          },
          platform_info: { vendor: 'SeaBIOS', version: '1.16.2', date: '04/01/2014' },
        },
      },
      signal,
    );
    if (reply.node_key === undefined)
      throw new Error(`${host.name} was not enrolled: ${reply.error ?? 'no node key in the answer'}`);
    this.#nodeKey = reply.node_key;
    this.#schedule = readSchedule(await this.#call('config', { node_key: this.#nodeKey }, signal));
  }

  /** Logs rows of results; gives the number of lines that were delivered. */
  async log(rows: readonly OsqueryRow[], signal?: AbortSignal): Promise<number> {
    const { host, bootedAt } = this.#options;
    const lines = toOsqueryLines(host, bootedAt, this.#schedule, rows);
    for (let from = 0; from < lines.length; from += MAX_LINES) {
      await this.#deliver('result', lines.slice(from, from + MAX_LINES), signal);
    }
    return lines.length;
  }

  /** Logs one message of the agent itself. */
  async logStatus(ts: number, message: string, signal?: AbortSignal): Promise<void> {
    const line = {
      hostIdentifier: this.#options.host.uuid,
      calendarTime: new Date(ts).toUTCString(),
      unixTime: String(Math.floor(ts / 1000)),
      severity: '0',
      filename: 'scheduler.cpp',
      line: '112',
      message,
      version: VERSION,
      decorations: decorationsOf(this.#options.host),
    };
    await this.#deliver('status', [JSON.stringify(line)], signal);
  }

  /** The real agent looks at the answer's `error` and `node_invalid` only; so does this one, and tries again. */
  async #deliver(
    logType: 'result' | 'status',
    lines: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const headers = { 'content-type': 'application/json', 'user-agent': `osquery/${VERSION}` };
    for (let attempt = 0; attempt < 8; attempt++) {
      const body = `{"node_key":${JSON.stringify(this.#nodeKey)},"log_type":"${logType}","data":[${lines.join(',')}]}`;
      const reply = (await post({ url: `${this.#options.url}/api/v1/osquery/log`, headers, body, signal })) as Reply;
      if (reply.node_invalid === true) await this.enroll(signal);
      else if (reply.error === undefined) return;
      else await new Promise((resolve) => setTimeout(resolve, 200 * (attempt + 1) ** 2));
    }
    throw new Error(`${this.#options.host.name} could not deliver its logs`);
  }
}
