// Writes provisioning/ from the dashboards as code; `--check` only compares and fails on a difference. Run by `npm run generate`.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = join(here, '../../provisioning');
const scratch = mkdtempSync(join(tmpdir(), 'huntboard-dashboards-'));

function current(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Log sources of Sigma -> our category of events; what is not listed asks for no single one. */
const CATEGORIES = {
  process_creation: 'process',
  process_access: 'process',
  create_remote_thread: 'process',
  network_connection: 'network',
  dns_query: 'dns',
  file_event: 'file',
  file_rename: 'file',
  registry_set: 'registry',
  registry_event: 'registry',
  image_load: 'image',
  driver_load: 'driver',
  wmi_event: 'wmi',
  ps_script: 'script',
  ps_module: 'script',
  sysmon_status: 'sensor',
};

/** The rules of packages/detections, as far as a board must know them. */
function rulePack() {
  const folder = join(here, '../detections/rules');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('rule.yml'));
  const rules = files.sort().map((name) => {
    const {
      id,
      title,
      level,
      tags = [],
      logsource = {},
    } = parse(readFileSync(join(folder, name), 'utf8').split('\n---')[0]);
    const techniques = tags.flatMap((tag) => /^attack\.(t\d{4})/.exec(tag)?.[1].toUpperCase() ?? []);
    return {
      id,
      title,
      level: level ?? 'medium',
      category: CATEGORIES[logsource.category] ?? '',
      techniques: [...new Set(techniques)],
    };
  });
  const rows = rules.map((rule) => `  ${JSON.stringify(rule)},`).join('\n');
  return `// Generated from packages/detections by \`npm run generate\`; do not edit.
export interface PackRule {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  /** Category of events that it needs; empty when it asks for no single one. */
  readonly category: string;
  readonly techniques: readonly string[];
}
export const RULE_PACK: readonly PackRule[] = [\n${rows}\n];\n`;
}

const packPath = join(here, 'src/model/rule-pack.gen.ts');
const pack = rulePack();
if (current(packPath) !== pack) {
  if (process.argv.includes('--check')) {
    console.error('packages/dashboards/src/model/rule-pack.gen.ts is not up to date: run npm run generate');
    process.exit(1);
  }
  writeFileSync(packPath, pack);
}

try {
  const outfile = join(scratch, 'provisioning.cjs');
  await build({
    entryPoints: [join(here, 'src/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const { provisioningFiles } = createRequire(import.meta.url)(outfile);
  const stale = Object.entries(provisioningFiles()).filter(([path, text]) => current(join(target, path)) !== text);
  if (process.argv.includes('--check')) {
    for (const [path] of stale) console.error(`provisioning/${path} is not up to date: run npm run generate`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), text);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
