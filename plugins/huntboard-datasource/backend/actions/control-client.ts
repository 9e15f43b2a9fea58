// Speaks to the control API of the ingest service: who asks (as Grafana signed it) and what for, under the service token.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Actor } from '@huntboard/actions';
import type { Call, DatasourceSettings } from '@huntboard/grafana-backend';
import { z } from 'zod';

/** A person waits; an action that is slower than this has to be sent again, under its key. */
const TIMEOUT_MS = 20_000;
/** Exports of incidents are the largest answers. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface ControlAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  /** Seconds, as sent. */
  readonly retryAfter: string | undefined;
}

/** Alerts that row filters keep from who asks; all: what the request is about cannot be told apart. */
export type Hidden = readonly string[] | 'all';

export interface ControlClient {
  /** Why there is none; empty: it is configured. */
  readonly unusable: string;
  /** Rejects with ControlError when the service cannot be reached. */
  readonly ask: (path: string, call: Call, request: unknown, hidden?: Hidden) => Promise<ControlAnswer>;
  readonly ping: (signal: AbortSignal) => Promise<ControlAnswer>;
}

/** The control API cannot be asked. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  readonly code: 'control_not_configured' | 'control_unreachable';

  constructor(code: ControlError['code'], message: string) {
    super(message);
    this.code = code;
    this.status = code === 'control_not_configured' ? 501 : 502;
  }
}

const jsonDataSchema = z.looseObject({
  /** Address of the ingest service as this backend reaches it. */
  controlUrl: z.string().default(''),
  tlsSkipVerify: z.boolean().default(false),
  tlsAuthWithCACert: z.boolean().default(true),
});

/** The user of Grafana's signed context; nothing that the browser sends has a part in it. */
export function actorOf({ context }: Call): Actor | undefined {
  const { login = '', role = '' } = context.user ?? {};
  return login === '' ? undefined : { login, role };
}

/** The client that the saved settings describe: `jsonData.controlUrl` and `secureJsonData.controlToken`. */
export function createControlClient({ jsonData, secureJsonData }: DatasourceSettings): ControlClient {
  const parsed = jsonDataSchema.safeParse(jsonData);
  const { controlUrl = '', tlsSkipVerify = false, tlsAuthWithCACert = true } = parsed.data ?? {};
  const address = controlUrl.trim().replace(/\/+$/, '');
  const token = (secureJsonData['controlToken'] ?? '').trim();
  const unusable = whyUnusable(address, token);
  const ca = tlsAuthWithCACert ? secureJsonData['tlsCACert'] : undefined;

  const send = (method: string, path: string, signal: AbortSignal, body: string): Promise<ControlAnswer> => {
    if (unusable !== '') return Promise.reject(new ControlError('control_not_configured', unusable));
    const url = new URL(`${address}/api/v1/control${path}`);
    const options = {
      method,
      signal,
      timeout: TIMEOUT_MS,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    };
    const tls = { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !tlsSkipVerify };
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(
          new ControlError(
            'control_unreachable',
            `The ingest service at ${url.host} cannot be reached: ${error.message}`,
          ),
        );
      const request = url.protocol === 'https:' ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options);
      request.once('timeout', () => request.destroy(new Error('no answer in time')));
      request.once('error', fail);
      request.once('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size > MAX_ANSWER_BYTES) response.destroy(new Error('its answer is too large'));
          else parts.push(part);
        });
        response.once('error', fail);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(parts),
            retryAfter: response.headers['retry-after'],
          }),
        );
      });
      request.end(body);
    });
  };

  return {
    unusable,
    ask: (path, call, asked, hidden = []) => {
      const actor = actorOf(call);
      const envelope = {
        ...(actor === undefined ? {} : { actor }),
        request: asked,
        ...(hidden.length === 0 ? {} : { hidden }),
      };
      return send('POST', `/${path}`, call.signal, JSON.stringify(envelope));
    },
    ping: (signal) => send('GET', '', signal, ''),
  };
}

function whyUnusable(address: string, token: string): string {
  if (address === '')
    return 'No address of the ingest service is configured in this data source: its alerts can be read, not acted on.';
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return 'The address of the ingest service is not of the form http://host:8088 or https://host:8088.';
  return token === '' ? 'The service token of the ingest service is not configured in this data source.' : '';
}
