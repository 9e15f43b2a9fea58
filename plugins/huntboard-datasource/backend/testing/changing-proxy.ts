// A proxy before the store that changes what passes, as the stores and networks do that tests cannot have: it refuses, breaks off, stalls.
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Changes {
  /** Answers instead of the store when it returns true. */
  readonly answer?: (asked: Asked, response: ServerResponse) => boolean;
  /** Hands on the store's answer; by default as it comes. */
  readonly handOn?: (asked: Asked, answer: IncomingMessage, response: ServerResponse) => void;
  readonly tls?: ServerOptions;
}

export interface ChangingProxy {
  readonly url: string;
  /** Requests so far. */
  readonly asked: readonly Asked[];
  /** The first request that is so, past or to come. */
  readonly heard: (isSo: (asked: Asked) => boolean) => Promise<Asked>;
  readonly close: () => void;
}

export async function startChangingProxy(store: string, changes: Changes = {}): Promise<ChangingProxy> {
  const asked: Asked[] = [];
  const waiting = new Set<(one: Asked) => void>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const one = { url: new URL(request.url ?? '/', store), headers: request.headers, body: body.toString('utf8') };
      asked.push(one);
      for (const tell of waiting) tell(one);
      if (changes.answer?.(one, response) === true) return;
      const { method, headers } = request;
      const onward = httpRequest(`${store}${request.url ?? ''}`, { method, headers }, (answer) => {
        if (changes.handOn !== undefined) return changes.handOn(one, answer, response);
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
  };
  const server: Server = changes.tls === undefined ? createServer(listener) : createTlsServer(changes.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${changes.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    heard: (isSo) =>
      new Promise((resolve) => {
        const tell = (one: Asked): void => {
          if (!isSo(one)) return;
          waiting.delete(tell);
          resolve(one);
        };
        waiting.add(tell);
        for (const one of asked) tell(one);
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What may stand in the URL beside settings. */
const NO_SETTINGS =
  /^(query|database|query_id|default_format|wait_end_of_query|session_.*|param_.*|role|quota_key|compress|decompress)$/;

/** Refuses every request that carries a setting, as ClickHouse does for users with `readonly = 1`. */
export function refuseSettings({ url }: Asked, response: ServerResponse): boolean {
  const setting = [...url.searchParams.keys()].find((name) => !NO_SETTINGS.test(name));
  if (setting === undefined) return false;
  response.writeHead(500, { 'X-ClickHouse-Exception-Code': '164', 'Content-Type': 'text/plain' });
  response.end(
    `Code: 164. DB::Exception: Cannot modify '${setting}' setting in readonly mode. (READONLY) (version 26.7.1.1 (official build))\n`,
  );
  return true;
}
