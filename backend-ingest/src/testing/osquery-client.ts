// A client that behaves as osqueryd's TLS plugins do: for tests of what such an agent keeps and loses.
import { gzipSync } from 'node:zlib';

interface Reply {
  readonly [key: string]: unknown;
}

/**
 * osquery 5 (plugins/logger/tls_logger.cpp, remote/utility.h): never looks at the status code. An empty body, or JSON without `error` and
 * without `node_invalid: true`, means taken: the buffer is deleted. `node_invalid` clears the key, the next call enrols again.
 */
export class OsqueryClient {
  private readonly base: () => string;
  private readonly secret: string;
  readonly hostIdentifier: string;
  nodeKey: string | undefined;
  enrolments = 0;
  private buffered: string[] = [];

  /** @param base address of the server, asked for at each call: it may move with a restart. */
  constructor(base: () => string, secret: string, hostIdentifier: string) {
    this.base = base;
    this.secret = secret;
    this.hostIdentifier = hostIdentifier;
  }

  get waiting(): number {
    return this.buffered.length;
  }

  /** One call as the agent makes it; undefined when the connection fails. */
  async call(path: string, body: Readonly<Record<string, unknown>>, compress = false): Promise<Reply | undefined> {
    const text = JSON.stringify(body);
    try {
      const response = await fetch(`${this.base()}/api/v1/osquery/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'osquery/5.20.0',
          ...(compress ? { 'content-encoding': 'gzip' } : {}),
        },
        body: compress ? gzipSync(text) : text,
      });
      const answer = await response.text();
      return answer === '' ? {} : (JSON.parse(answer) as Reply);
    } catch {
      return undefined;
    }
  }

  /** Enrols when there is no key; false when the server gives none. */
  async enroll(): Promise<boolean> {
    if (this.nodeKey !== undefined) return true;
    const reply = await this.call('enroll', {
      enroll_secret: this.secret,
      host_identifier: this.hostIdentifier,
      platform_type: '9',
      host_details: {
        os_version: { name: 'Ubuntu', version: '24.04.3', platform: 'ubuntu' },
        osquery_info: { version: '5.20.0' },
        system_info: { hostname: 'Web-01.lab.example', uuid: this.hostIdentifier },
      },
    });
    const key = reply?.['node_key'];
    if (typeof key !== 'string' || key === '') return false;
    this.enrolments++;
    this.nodeKey = key;
    return true;
  }

  log(line: Readonly<Record<string, unknown>>): void {
    this.buffered.push(JSON.stringify(line));
  }

  /** One turn of the logger: sends at most 1,024 lines, and deletes them only when the server took them. */
  async flush(): Promise<void> {
    if (this.buffered.length === 0 || !(await this.enroll())) return;
    const lines = this.buffered.slice(0, 1024);
    const data = lines.map((line) => JSON.parse(line) as unknown);
    const reply = await this.call('log', { node_key: this.nodeKey, log_type: 'result', data }, true);
    if (reply === undefined || 'error' in reply) return;
    if (reply['node_invalid'] === true) {
      this.nodeKey = undefined;
      return;
    }
    this.buffered = this.buffered.slice(lines.length);
  }
}

/** A result line as the TLS logger sends it. */
export function processEventLine(
  marker: string,
  at: number,
  name = 'pack_processes_process_events',
): Record<string, unknown> {
  return {
    name,
    hostIdentifier: 'ignored',
    calendarTime: new Date(at).toUTCString(),
    unixTime: Math.floor(at / 1000),
    epoch: 0,
    counter: 7,
    numerics: false,
    action: 'added',
    decorations: { hostname: 'Web-01.lab.example' },
    columns: {
      pid: '4711',
      parent: '1',
      path: '/usr/bin/curl',
      cmdline: `curl echo ${marker}`,
      cwd: '"/tmp"',
      time: String(Math.floor(at / 1000)),
      uid: '33',
      auid: '1000',
    },
  };
}
