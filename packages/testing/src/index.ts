// Suites in one line, and what tests of events share.
export { corpusFiles, corpusFolder, describeCorpus, readCorpus, readCorpusJson } from './corpus.ts';
export { readSigmaRules, readTar } from './corpus-rules.ts';
export type { RuleFile } from './corpus-rules.ts';
export { cell, copyRow, decode, decodeAll, DELIVERY, extOf, LIMITS, NOW, presentColumns } from './decode.ts';
export type { CopiedRow, Decoded, DecodeSetup } from './decode.ts';
export { decodeRuleEvents, describeRule, ruleEventFiles } from './describe-rule.ts';
export type { RuleSuite } from './describe-rule.ts';
export { EventJudge, judgeEvents } from './judge-events.ts';
export type { Verdicts } from './judge-events.ts';
export { loadRuleSet, raisingKeys, readRuleLists } from './load-rules.ts';
export type { LoadedRuleSet, RuleLists } from './load-rules.ts';
export { describeSource } from './describe-source.ts';
export type { SourceSuite } from './describe-source.ts';
export { expectGoldenJson } from './golden.ts';
