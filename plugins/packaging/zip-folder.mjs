// Zips a folder under its own name, with the right to execute kept, the same bytes for the same files; and unzips such an archive.
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { filesUnder } from './checksums.mjs';

/** Made on: Unix. In the upper half of the external attributes lies the file's mode. */
const UNIX = 3;
const EXECUTABLE = 0o100755;
const PLAIN = 0o100644;
/** The earliest time of the format, as archives of the same files should be the same. */
const EPOCH = new Date(1980, 0, 1);

const modeOf = (file) => ((statSync(file).mode & 0o111) === 0 ? PLAIN : EXECUTABLE);

/** Writes `archive` and gives its name. */
export function zipFolder(folder, archive) {
  const entries = Object.fromEntries(
    filesUnder(folder).map((path) => {
      const file = join(folder, path);
      return [
        `${basename(folder)}/${path}`,
        [readFileSync(file), { os: UNIX, attrs: modeOf(file) << 16, mtime: EPOCH, level: 6 }],
      ];
    }),
  );
  writeFileSync(archive, zipSync(entries));
  return basename(archive);
}

/** Modes by path, from the archive's central directory: unzipSync gives contents alone. */
function modes(bytes) {
  const found = new Map();
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6])) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    found.set(bytes.toString('utf8', at + 46, at + 46 + name), bytes.readUInt32LE(at + 38) >>> 16);
    at += 46 + name + extra + comment;
  }
  return found;
}

/** Unpacks into `outDir` as `unzip` does. */
export function unzipArchive(archive, outDir) {
  const bytes = readFileSync(archive);
  const mode = modes(bytes);
  for (const [path, content] of Object.entries(unzipSync(bytes))) {
    const file = join(outDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, (mode.get(path) ?? PLAIN) & 0o777);
  }
}
