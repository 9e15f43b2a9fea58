// The language of the page, and the words that plugins bring along in it, as Grafana loads them since 12.1.
import type { PluginMeta } from '@grafana/data';
import { initPluginTranslations, LANGUAGES } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import i18next from 'i18next';

const ENGLISH = 'en-US';

let shown = ENGLISH;

/** The language of Grafana's list that is meant: by its code, else by its first part; English for all others. */
export function languageOf(wanted: string): string {
  const codes = LANGUAGES.map(({ code }) => code);
  const part = wanted.split('-')[0]?.toLowerCase();
  return (
    codes.find((code) => code.toLowerCase() === wanted.toLowerCase()) ??
    codes.find((code) => code.split('-')[0] === part) ??
    ENGLISH
  );
}

/** Call once, before anything is drawn and before the first plugin is loaded. */
export async function installLanguage(): Promise<void> {
  const language = languageOf(config.bootData.user.language);
  shown = language;
  await i18next.init({
    lng: language,
    fallbackLng: ENGLISH,
    supportedLngs: LANGUAGES.map(({ code }) => code),
    resources: {},
    partialBundledLanguages: true,
    returnEmptyString: false,
  });
  document.documentElement.lang = language;
  await initPluginTranslations('grafana');
}

/** Loads the words of a plugin in the language of the page; a plugin without them is shown in English. */
export async function loadPluginWords({ id, baseUrl, ...meta }: PluginMeta): Promise<void> {
  const { languages } = meta as { readonly languages?: readonly string[] };
  if (shown === ENGLISH || languages?.includes(shown) !== true) return;
  const answer = await fetch(`/${baseUrl}/locales/${shown}/${id}.json`).catch(() => undefined);
  if (answer?.ok !== true) return;
  i18next.addResourceBundle(shown, id, await answer.json(), true, false);
  // A language counts as resolved once it has words.
  await i18next.changeLanguage(shown);
}
