// Lays out a plugin's folder as Grafana's users unzip it and its signing tool takes it, and refuses what Grafana would refuse.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { executableFile } from '../huntboard-datasource/packaging/targets.mjs';
import { manifestText } from './checksums.mjs';

/** Parts of a development build that a release does not hold: the launchers, their bundle. */
const LEFT_OUT = /^(gpx_.*|backend\.cjs.*|lib|THIRD-PARTY\.txt)$/;
const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const ID = /^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Markdown of a picture with a path, as `![Alt](../../docs/pictures/x.png)`, and of any other link to a path. */
const PICTURE = /!\[([^\]]*)\]\((?!https?:)([^)\s]+)\)/g;
const LINK = /(?<!!)\[([^\]]*)\]\((?!https?:|#)[^)\s]+\)/g;

/**
 * Where a README's pictures are when Grafana shows it: its pages have a base, and it drops addresses that begin with neither a scheme
 * nor a dot. A catalogue on another site needs the whole URL.
 */
const pictureUrl = (id, path, pictures) => `${pictures ?? `./public/plugins/${id}`}/${path}`;

/** Copies the README's pictures into img/ and points the README at them; gives them as Grafana lists screenshots. */
function takePictures({ source, folder, id, pictures }) {
  const screenshots = [];
  const file = join(source, 'README.md');
  const text = readFileSync(file, 'utf8')
    .replace(PICTURE, (_, name, path) => {
      const target = `img/${basename(path)}`;
      mkdirSync(join(folder, 'img'), { recursive: true });
      copyFileSync(join(source, path), join(folder, target));
      screenshots.push({ name, path: target });
      return `![${name}](${pictureUrl(id, target, pictures)})`;
    })
    // Other paths lead to files of the repository, which the folder does not hold.
    .replace(LINK, '$1');
  writeFileSync(join(folder, 'README.md'), text);
  return screenshots;
}

/** What Grafana or its catalogue would refuse about a folder. */
export function complaints(folder, plugin, target) {
  const { id, type, info, dependencies, backend, executable } = plugin;
  const found = [];
  const must = (holds, text) => {
    if (!holds) found.push(text);
  };
  must(ID.test(id ?? '') && id === basename(folder), `the id "${id}" is not org-name-type, or not the folder's name`);
  must(id?.endsWith(`-${type}`), `the id does not end in its type "${type}"`);
  must(SEMVER.test(info?.version ?? ''), `the version "${info?.version}" is none`);
  must(DATE.test(info?.updated ?? ''), `the date "${info?.updated}" is none`);
  must(/^>=\d+\.\d+\.\d+/.test(dependencies?.grafanaDependency ?? ''), 'the lowest Grafana is not named');
  const files = [
    'module.js',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    ...Object.values(info?.logos ?? {}),
    ...(info?.screenshots ?? []).map(({ path }) => path),
    ...(backend && target !== undefined ? [executableFile(executable, target), 'THIRD-PARTY.txt'] : []),
  ];
  for (const file of files) must(existsSync(join(folder, file)), `${file} is missing`);
  must(
    readFileSync(join(folder, 'CHANGELOG.md'), 'utf8').includes(info?.version ?? '\0'),
    `CHANGELOG.md says nothing about ${info?.version}`,
  );
  return found;
}

/**
 * Fills `folder` (which may hold the backend already) from the plugin built in `source`. `root` is the repository, `pictures` the URL
 * of the plugin's files for a README that is shown elsewhere than in Grafana.
 * @throws Error that lists what Grafana would refuse
 */
export function assemblePlugin({ source, folder, root, target, pictures }) {
  const dist = join(source, 'dist');
  cpSync(dist, folder, { recursive: true, filter: (path) => dirname(path) !== dist || !LEFT_OUT.test(basename(path)) });
  const plugin = JSON.parse(readFileSync(join(dist, 'plugin.json'), 'utf8'));
  const screenshots = takePictures({ source, folder, id: plugin.id, pictures });
  const shown = { ...plugin, info: { ...plugin.info, screenshots: [...plugin.info.screenshots, ...screenshots] } };
  writeFileSync(join(folder, 'plugin.json'), `${JSON.stringify(shown, null, 2)}\n`);
  if (plugin.type === 'datasource') {
    const sample = join(folder, 'provisioning/datasources/huntboard.yaml');
    mkdirSync(dirname(sample), { recursive: true });
    copyFileSync(join(root, 'provisioning/datasources/huntboard.yaml'), sample);
  }
  const wrong = complaints(folder, shown, target);
  if (wrong.length > 0) throw new Error(`${plugin.id} is not fit for Grafana: ${wrong.join('; ')}.`);
  return { manifest: manifestText(folder, { id: plugin.id, version: plugin.info.version }) };
}
