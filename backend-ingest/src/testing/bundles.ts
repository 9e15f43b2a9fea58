// Bundles of the sources as they are now, for tests that need the thread or the command itself.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

export interface Bundles {
  readonly worker: string;
  readonly command: string;
  remove(): void;
}

/** Bundles `lane-worker` and `cli` into a temporary directory. */
export function makeBundles(): Bundles {
  const root = dirname(require.resolve('@huntboard/backend-ingest/package.json'));
  // Below the checkout, since the command looks for the packages that it does not bundle.
  const cache = join(root, '..', 'node_modules', '.cache', 'huntboard');
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'test-'));
  buildSync({
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli/cli.ts',
      'lane-worker': 'src/pipeline/lane-worker.ts',
      'rules-thread': 'src/detect/rules-thread.ts',
      'scan-worker': 'src/cli/scan/scan-worker.ts',
    },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['chdb', '@chdb/*', '@huntboard/*/package.json'],
    logLevel: 'error',
  });
  return {
    worker: join(outdir, 'lane-worker.cjs'),
    command: join(outdir, 'cli.cjs'),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}
