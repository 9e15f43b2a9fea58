// Suites in one line, and what tests of events share.
export { corpusFiles, corpusFolder, describeCorpus, readCorpus, readCorpusJson } from './corpus.ts';
export { readSigmaRules, readTar } from './corpus-rules.ts';
export type { RuleFile } from './corpus-rules.ts';
export { correlationRuns, isNightly, parityPairs, paritySeed } from './corpus-environment.ts';
export { cell, decode, decodeAll, DELIVERY, extOf, LIMITS, NOW, presentColumns } from './decode.ts';
export type { Decoded, DecodeSetup } from './decode.ts';
export { describeSource } from './describe-source.ts';
export type { SourceSuite } from './describe-source.ts';
export { expectGoldenJson } from './golden.ts';
