// Bundles the command and the decode thread into dist/, CommonJS for Node 20. Native packages stay outside.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: {
    cli: 'src/cli/cli.ts',
    'lane-worker': 'src/pipeline/lane-worker.ts',
    'rules-thread': 'src/detect/rules-thread.ts',
    'scan-worker': 'src/cli/scan/scan-worker.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  external: ['chdb', '@chdb/*', '@huntboard/*/package.json'],
  logLevel: 'warning',
});
