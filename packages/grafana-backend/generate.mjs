// Regenerates src/gen/*.gen.ts from proto/*.proto; run it after changing a .proto and commit the result.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const buf = require.resolve('@bufbuild/buf/bin/buf');
const plugin = require.resolve('@bufbuild/protoc-gen-es/bin/protoc-gen-es');
const out = mkdtempSync(join(tmpdir(), 'huntboard-proto-'));
try {
  const template = {
    version: 'v2',
    plugins: [{ local: [process.execPath, plugin], out, opt: ['target=ts', 'import_extension=none'] }],
  };
  execFileSync(process.execPath, [buf, 'generate', join(here, 'proto'), '--template', JSON.stringify(template)], {
    stdio: 'inherit',
  });
  for (const file of readdirSync(out).filter((name) => name.endsWith('_pb.ts'))) {
    const target = file.replace('_pb.ts', '.gen.ts');
    const text = readFileSync(join(out, file), 'utf8').replace('/* eslint-disable */\n', '');
    writeFileSync(join(here, 'src/gen', target), text);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
