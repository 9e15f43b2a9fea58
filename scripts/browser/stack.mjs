// Starts the whole product as a user would, in a data directory of its own, and stops it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A port that nothing listens on at this moment. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Runs `huntboard up` and resolves once the preview answers, or (the default) once the demo's history is in as well.
 * @param {{ args?: string[], echo?: boolean, timeoutMs?: number, until?: 'preview' | 'demo' }} options
 * @returns {Promise<{ baseUrl: string, ingestUrl: string, dataDir: string, stop(): Promise<void> }>}
 */
export async function startStack({ args = [], echo = false, timeoutMs = 240_000, until = 'demo' } = {}) {
  const ports = { store: await freePort(), ingest: await freePort(), preview: await freePort() };
  const dataDir = mkdtempSync(join(tmpdir(), 'huntboard-browser-'));
  const output = [];
  const child = spawn(process.execPath, ['backend-ingest/bin/huntboard.mjs', 'up', '--data', dataDir, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HUNTBOARD_STORE_PORT: String(ports.store),
      HUNTBOARD_PORT: String(ports.ingest),
      HUNTBOARD_PREVIEW_PORT: String(ports.preview),
    },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output.push(text);
      if (echo) process.stderr.write(text);
    });
  }
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const baseUrl = `http://127.0.0.1:${ports.preview}`;
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await exited;
    clearTimeout(timer);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const isUp = {
      preview: async () => (await fetch(baseUrl)).ok,
      // The addresses are announced once everything answers and the demo's history is in.
      demo: async () => output.join('').includes('Huntboard is up'),
    };
    await waitFor(isUp[until], timeoutMs, () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw new Error(`the stack did not come up: ${error.message}\n${output.join('').slice(-4000)}`);
  }
  const ingestUrl = `http://127.0.0.1:${ports.ingest}`;
  return { baseUrl, ingestUrl, dataDir, stop, output: () => output.join('') };
}

/** Polls until the probe is true; a probe that throws is not yet true. */
export async function waitFor(probe, timeoutMs, gaveUp = () => false) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const done = await probe().catch(() => false);
    if (done) return;
    if (gaveUp()) throw new Error('the process ended');
    if (Date.now() > deadline) throw new Error(`not true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
