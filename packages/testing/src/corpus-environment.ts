// What the tests are told by the environment; nothing else in this package reads it.

/** Folder of the corpus, when it is not beside the repository. */
export const corpusSetting: string | undefined = process.env['HUNTBOARD_CORPUS'];

/** Whether everything must run, and nothing may be skipped. */
export const mustRunAll: boolean = process.env['CI'] !== undefined;

/** Whether golden files are rewritten instead of compared. */
export const rewritesGoldens: boolean = process.env['HUNTBOARD_UPDATE_GOLDEN'] !== undefined;
