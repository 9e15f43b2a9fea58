// The words of the editors in the language of the person who reads them.
import { initPluginTranslations } from '@grafana/i18n';
import { config } from '@grafana/runtime';

const PLUGIN = 'huntboard-datasource';

type Words = Readonly<Record<string, unknown>>;

/** Languages beside English, which stands in the code. Each is a file of its own, loaded where it is wanted. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly default: Words }>>> = {
  'de-DE': () => import(/* webpackChunkName: "de-DE" */ './locales/de-DE/huntboard-datasource.json'),
};

async function loadLanguage(language: string): Promise<Words> {
  const load = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  return load === undefined ? {} : (await load()).default;
}

/** Since 12.1 Grafana itself loads what plugin.json lists under `languages`, before it loads the plugin. */
const loadsByItself = (version: string): boolean => !/^12\.0\./.test(version);

let language = 'en-US';

/** The language that texts are shown in, for numbers beside them. */
export const shownLanguage = (): string => language;

/** Call before the first text is drawn. */
export async function loadWords(): Promise<void> {
  const loaders = loadsByItself(config.buildInfo.version) ? [] : [loadLanguage];
  ({ language } = await initPluginTranslations(PLUGIN, loaders));
}
