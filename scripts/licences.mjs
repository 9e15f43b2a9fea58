// Fails when an installed package carries a licence that we do not ship: copyleft stays out.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const copyleft = /\b(A?GPL|SSPL|BUSL|EUPL|CC-BY-(SA|NC))/i;
// Offered under a permissive licence too, which is the one we take.
const dual = /\b(MIT|Apache-2\.0|BSD-[23]-Clause|ISC|MPL-2\.0)\b/;

const refused = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.startsWith('node_modules/') || entry.link) continue;
  let licence = entry.license;
  if (licence === undefined) {
    try {
      const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
      licence =
        typeof manifest.license === 'string'
          ? manifest.license
          : (manifest.license?.type ?? manifest.licenses?.[0]?.type);
    } catch {
      continue;
    }
  }
  const permissiveChoice = /\bOR\b/.test(licence ?? '') && dual.test(licence);
  if (licence !== undefined && copyleft.test(licence) && !permissiveChoice) refused.push(`${path}: ${licence}`);
}
for (const line of refused) process.stderr.write(`${line}\n`);
process.exit(refused.length === 0 ? 0 : 1);
