// ATT&CK tags of Sigma rules: techniques with the address of their page, tactics in words.

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/** `attack.t1003.001` → `T1003.001`; tags that name no technique are left out. */
export const techniques = (tags: readonly string[]): readonly string[] =>
  tags.flatMap((tag) => TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ?? []);

/** Page of a technique. */
export const techniqueUrl = (technique: string): string =>
  `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`;

/** Names of tactics among the tags, `credential access`. */
export const tactics = (tags: readonly string[]): readonly string[] =>
  tags
    .filter((tag) => /^attack\.[a-z]/i.test(tag) && !/^attack\.[tgs]\d/i.test(tag))
    .map((tag) => tag.slice('attack.'.length).replaceAll(/[-_]/g, ' '));
