// Keeps other sites out: a page that rebinds its name to 127.0.0.1, or posts from its own origin, is refused.
import type { FastifyInstance } from 'fastify';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** True when `host` (a Host header) names this machine's loopback, whatever the port. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return LOOPBACK_NAMES.includes(name);
}

/** True when `address` may be listened on: the preview has no login, so nothing but loopback. */
export function isLoopbackAddress(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1' || address === 'localhost';
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  try {
    const url = new URL(origin);
    return url.protocol === 'http:' && url.host === host;
  } catch {
    return false;
  }
}

/** Refuses foreign Host headers (DNS rebinding), foreign origins and cross-site fetches. */
export function guardHost(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (!isLoopbackHost(host)) {
      return reply.code(421).send({ message: 'This preview answers on loopback names only' });
    }
    if (origin !== undefined && !isOwnOrigin(origin, host)) {
      return reply.code(403).send({ message: 'Requests from other origins are refused' });
    }
    if (site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate') {
      return reply.code(403).send({ message: 'Requests from other sites are refused' });
    }
    return undefined;
  });
}
