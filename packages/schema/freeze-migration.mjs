// Freezes the schema as it stands into the first migration. Only before the first release: afterwards a change is a new
// migration, written by hand (ALTER …) and held against the definitions by a test on the real engine.
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'huntboard-schema-'));
try {
  const outfile = join(scratch, 'freeze.cjs');
  await build({
    entryPoints: [join(here, 'src/freeze.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const { frozenMigration } = createRequire(import.meta.url)(outfile);
  writeFileSync(join(here, 'src/migrations/0001-first-tables.ts'), frozenMigration(1, 'first-tables'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
