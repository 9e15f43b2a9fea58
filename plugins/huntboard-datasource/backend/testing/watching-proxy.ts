// A proxy before the store that tells what passes, and keeps asking the store when the plugin has hung up: only a KILL ends that.
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WatchingProxy {
  readonly url: string;
  /** A query for rows (not a DESCRIBE) has reached the store. */
  readonly began: Promise<void>;
  /** The plugin hung up on it. */
  readonly dropped: Promise<void>;
  /** The statement by which the plugin kills the query. */
  readonly killed: Promise<string>;
  /** The store ended its answer to the query, with its status. */
  readonly ended: Promise<number>;
  readonly close: () => void;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

/** Listens before the store at `url`. */
export async function startWatchingProxy(url: string): Promise<WatchingProxy> {
  const [began, dropped, killed, ended] = [deferred<void>(), deferred<void>(), deferred<string>(), deferred<number>()];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (body.startsWith('KILL')) killed.resolve(body);
      const rows = body.includes('FORMAT ArrowStream');
      const { method, headers } = request;
      const onward = httpRequest(`${url}${request.url ?? ''}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.on('data', (chunk: Buffer) => void response.write(chunk));
        answer.on('end', () => {
          response.end();
          if (rows) ended.resolve(answer.statusCode ?? 0);
        });
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
      if (!rows) return;
      began.resolve();
      response.on('close', () => dropped.resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    began: began.promise,
    dropped: dropped.promise,
    killed: killed.promise,
    ended: ended.promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
