// Bundles the child process (HTTP front) and its lane (engine thread) into dist/, CommonJS for Node 20.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: { server: 'src/server/main.ts', lane: 'src/lane/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  external: ['chdb', '@chdb/*'],
  logLevel: 'warning',
});
