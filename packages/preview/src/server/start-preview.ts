// Starts the preview server.
import { buildApp } from './build-app';
import { isLoopbackAddress } from './host-guard';
import type { Preview, PreviewOptions } from './options';

export const DEFAULT_PORT = 3030;

/**
 * Listens on loopback and serves the preview until `stop()`.
 * @throws Error when `host` is not a loopback address, the port is taken, or a provisioning file is broken
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopbackAddress(host)) {
    throw new Error(`The preview has no login and listens on loopback only, not on ${host}`);
  }
  const app = await buildApp(options);
  try {
    await app.listen({ host, port: options.port ?? DEFAULT_PORT });
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : (options.port ?? DEFAULT_PORT);
  return { url: `http://${host === '::1' ? '[::1]' : host}:${port}`, stop: () => app.close() };
}
