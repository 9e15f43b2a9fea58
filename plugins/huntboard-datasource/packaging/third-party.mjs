// The licences of what the executable contains: bundled packages, Node, and the C++ runtime beside it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt|markdown))?$/i;

/** Packages among the files that esbuild put into the bundle: folder under node_modules by name. */
export function bundledPackages(inputs) {
  const found = new Map();
  for (const input of Object.keys(inputs)) {
    const match = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input);
    if (match !== null) found.set(match[2], match[1]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Text of THIRD-PARTY.txt. `root` is what the inputs' paths are relative to. */
export function thirdPartyText({ inputs, root, nodeLicence, libraries }) {
  const parts = ['Software that this plugin contains, and its licences.'];
  for (const [name, path] of bundledPackages(inputs)) {
    const folder = join(root, path);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    parts.push([`${name} ${version} (${license})`, ...texts].join('\n\n'));
  }
  if (nodeLicence !== undefined && existsSync(nodeLicence)) {
    parts.push(`Node.js ${process.versions.node}\n\n${readFileSync(nodeLicence, 'utf8').trim()}`);
  } else parts.push(`Node.js ${process.versions.node} (MIT): https://github.com/nodejs/node/blob/main/LICENSE`);
  if (libraries.length > 0) {
    parts.push(
      `${libraries.join(', ')}: runtime libraries of GCC, unchanged. GPL-3.0 with the GCC Runtime Library Exception 3.1,\nwhich lets any program use them: https://www.gnu.org/licenses/gcc-exception-3.1.html`,
    );
  }
  return `${parts.join(`\n\n${'='.repeat(100)}\n\n`)}\n`;
}
