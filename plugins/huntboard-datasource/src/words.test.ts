// The words of the editors: the English in the code, and every language's file, say the same things.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALTINITY_MACROS, MACROS } from '@huntboard/query';
import manifest from './plugin.json';

const FILE = 'huntboard-datasource.json';
const folder = (language: string): string => join(__dirname, 'locales', language, FILE);

interface Words {
  readonly [key: string]: string | Words;
}

/** Texts by key: 'config.url' for { config: { url } }. */
function flat(words: Words, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(words).map(([key, value]) =>
      typeof value === 'string' ? { [`${prefix}${key}`]: value } : flat(value, `${prefix}${key}.`),
    ),
  );
}

function nested(texts: Readonly<Record<string, string>>): Words {
  const root: Record<string, Record<string, string>> = {};
  for (const [key, text] of Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', name = '', ...more] = key.split('.');
    expect({ key, more }).toEqual({ key, more: [] });
    (root[group] ??= {})[name] = text;
  }
  return root;
}

const sources = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
  });

/** What the code says: `t('key', 'text')`, and the macros with the words that they bring along. */
function written(): Record<string, string> {
  const texts: Record<string, string> = {};
  const say = (key: string, text: string): void => {
    expect({ key, text: texts[key] ?? text }).toEqual({ key, text });
    texts[key] = text;
  };
  for (const path of sources(__dirname)) {
    const source = readFileSync(path, 'utf8');
    const calls = [...source.matchAll(/\bt\(\s*'([^']+)',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)];
    for (const [, key = '', single, double = ''] of calls) say(key, (single ?? double).replace(/\\(.)/g, '$1'));
    const computed = path.endsWith('CheatSheet.tsx') ? 1 : 0;
    // A text that is not found here would be in no language but English.
    expect({ path, calls: source.match(/\bt\(/g)?.length ?? 0 }).toEqual({ path, calls: calls.length + computed });
  }
  for (const [name, { doc }] of Object.entries(MACROS)) say(`macros.${name.slice(3)}`, doc);
  for (const [name, { doc }] of Object.entries(ALTINITY_MACROS))
    say(`macros.other${name.slice(1, 2).toUpperCase()}${name.slice(2)}`, doc);
  return texts;
}

const read = (language: string): Record<string, string> => flat(JSON.parse(readFileSync(folder(language), 'utf8')));
const holes = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
const texts = written();
if (process.env['HUNTBOARD_UPDATE_GOLDEN'] !== undefined)
  writeFileSync(folder('en-US'), `${JSON.stringify(nested(texts), undefined, 2)}\n`);

describe('the words of the editors', () => {
  it('stand in the English file as they stand in the code (HUNTBOARD_UPDATE_GOLDEN writes it)', () => {
    expect(read('en-US')).toEqual(texts);
  });

  it('have a file for every language that plugin.json promises, and no other', () => {
    expect(readdirSync(join(__dirname, 'locales')).sort()).toEqual([...manifest.languages].sort());
    const loaded = readFileSync(join(__dirname, 'load-words.ts'), 'utf8');
    for (const language of manifest.languages.filter((one) => one !== 'en-US'))
      expect(loaded).toContain(`'${language}'`);
  });

  it.each(manifest.languages)('are all there in %s, none is left over, and none has lost what it tells', (language) => {
    const found = read(language);
    expect(Object.keys(found).sort()).toEqual(Object.keys(texts).sort());
    for (const [key, text] of Object.entries(found)) {
      expect(text).not.toBe('');
      expect({ key, holes: holes(text) }).toEqual({ key, holes: holes(texts[key] ?? '') });
    }
  });
});
