// All samples of the sources, an event (or body) each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every sample of every source: lines of line files, whole bodies of the others. */
export function allSamples(): Buffer[] {
  const root = join(__dirname, '..', 'src');
  return ['windows', 'osquery', 'cloud', 'linux', 'network', 'other'].flatMap((family) =>
    readdirSync(join(root, family)).flatMap((source) => {
      const folder = join(root, family, source, 'samples');
      return filesOf(folder).flatMap((name) => {
        const text = readFileSync(join(folder, name), 'utf8');
        return (name.endsWith('.json') ? [text] : text.split('\n').filter((line) => line !== '')).map((part) =>
          Buffer.from(part),
        );
      });
    }),
  );
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(json|jsonl|xml)$/.test(name));
  } catch {
    return [];
  }
}
