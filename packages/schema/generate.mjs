// Writes the generated files of the schema (column constants, docs/schema.md), or with --check says which are out of date.
import { build } from 'esbuild';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'huntboard-schema-'));
try {
  const outfile = join(scratch, 'generate.cjs');
  await build({
    entryPoints: [join(here, 'src/generate.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const { generatedFiles } = createRequire(import.meta.url)(outfile);
  for (const [path, text] of Object.entries(generatedFiles())) {
    const file = join(here, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (process.argv.includes('--check')) {
      process.stderr.write(`out of date: packages/schema/${path} (npm run generate)\n`);
      process.exitCode = 1;
    } else writeFileSync(file, text);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
