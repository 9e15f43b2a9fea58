// The Sigma rules of the corpus, out of their archive.
import { readCorpus } from './corpus.ts';

export interface RuleFile {
  /** As in the archive, e.g. `rules/windows/process_creation/….yml`. */
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;

/** All rules of SigmaHQ in the corpus, in the order of their paths. */
export function readSigmaRules(): RuleFile[] {
  return readTar(readCorpus('sigmahq-rules.tar.gz'))
    .filter((file) => file.path.endsWith('.yml'))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Regular files of an archive as ustar, GNU tar or pax write it. */
export function readTar(bytes: Buffer): RuleFile[] {
  const files: RuleFile[] = [];
  let longPath: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const field = (start: number, length: number): string =>
      bytes.toString('utf8', at + start, at + start + length).replace(/\0[\s\S]*$/, '');
    const size = parseInt(field(124, 12), 8);
    const type = field(156, 1);
    const body = bytes.toString('utf8', at + BLOCK, at + BLOCK + size);
    if (type === 'L') longPath = body.replace(/\0[\s\S]*$/, '');
    else if (type === 'x') longPath = /\d+ path=(.*)\n/.exec(body)?.[1] ?? longPath;
    else {
      const prefix = field(257, 5) === 'ustar' ? field(345, 155) : '';
      const path = longPath ?? (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`);
      longPath = undefined;
      if (type === '0' || type === '') files.push({ path: path.replace(/^\.\//, ''), text: body });
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
