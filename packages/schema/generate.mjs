// Writes the generated files of the schema: column constants and types. Run by `npm run generate`.
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'huntboard-schema-'));
try {
  const outfile = join(scratch, 'generate.cjs');
  await build({ entryPoints: [join(here, 'src/generate.ts')], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
  const { generatedFiles } = createRequire(import.meta.url)(outfile);
  for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(join(here, path), text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
