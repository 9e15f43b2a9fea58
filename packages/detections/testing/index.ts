// The suite of a detection rule in one line, and what judges events by rules in tests.
export { decodeRuleEvents, describeRule, ruleEventFiles } from './describe-rule.ts';
export type { RuleSuite } from './describe-rule.ts';
export { EventJudge, judgeEvents } from './judge-events.ts';
export type { Verdicts } from './judge-events.ts';
export { loadRuleSet, raisingKeys, readRuleLists } from './load-rules.ts';
export type { LoadedRuleSet, RuleLists } from './load-rules.ts';
export { readDemo } from './demo-rows.ts';
export { questionValues } from './question-values.ts';
