// What the tests are told by the environment; nothing else in this package reads it.

/** Folder of the corpus, when it is not beside the repository. */
export const corpusSetting: string | undefined = process.env['HUNTBOARD_CORPUS'];

/** Whether everything must run, and nothing may be skipped. */
export const mustRunAll: boolean = process.env['CI'] !== undefined;

/** Whether golden files are rewritten instead of compared. */
export const rewritesGoldens: boolean = process.env['HUNTBOARD_UPDATE_GOLDEN'] !== undefined;

/** Whether what takes too long for every run is done: all rules instead of an eighth, long random histories. */
export const isNightly: boolean = process.env['HUNTBOARD_NIGHTLY'] !== undefined;

/** How many random (rule, event) pairs are compared, and the first seed. */
export const parityPairs: number = Number(process.env['HUNTBOARD_PARITY_PAIRS'] ?? 40_000);
export const paritySeed: number = Number(process.env['HUNTBOARD_PARITY_SEED'] ?? 1);

/** How many random correlations are compared. */
export const correlationRuns: number = Number(process.env['HUNTBOARD_CORRELATION_RUNS'] ?? 6);
