// Correlations that run, with the rules below them and the exceptions that may hide what they find, as plain data.
import {
  ruleKey,
  type LinkedCorrelation,
  type ResolvedRule,
  type SigmaCorrelation,
  type SigmaRule,
} from '@huntboard/sigma';
import { encodeCorrelations, encodeRules } from '../rules/encode-rules.ts';
import type { CompiledExceptions } from './compile-exceptions.ts';
import type { CorrelationException, CorrelationFacts, CorrelationSet } from './loaded-set.ts';

/** The rules that a correlation rests on, those below its correlations included. */
export function rulesBelow({ members }: Pick<LinkedCorrelation, 'members'>): readonly SigmaRule[] {
  return members.flatMap((member) => (member.kind === 'rule' ? [member.document] : rulesBelow(member.linked)));
}

function exceptionsOf(linked: LinkedCorrelation, exceptions: CompiledExceptions): readonly CorrelationException[] {
  const byNumber = new Map<number, { rule: string; condition: number }[]>();
  for (const rule of new Set(rulesBelow(linked)))
    for (const { exception, condition } of exceptions.ofCorrelation(linked.correlation, rule)) {
      const conditions = byNumber.get(exception) ?? [];
      conditions.push({ rule: ruleKey(rule), condition });
      byNumber.set(exception, conditions);
    }
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, conditions]) => ({ ...exceptions.facts[number]!, conditions }));
}

/**
 * @param running in an order in which each comes after what it refers to
 * @param below the rules that they rest on; a correlation on another rule is left out
 */
export function correlationSet(
  running: readonly LinkedCorrelation[],
  below: readonly ResolvedRule[],
  exceptions: CompiledExceptions,
  policy: (correlation: SigmaCorrelation) => Pick<CorrelationFacts, 'level' | 'silent'>,
): CorrelationSet {
  const byDocument = new Map(running.map((linked) => [linked.correlation, linked]));
  const encoded = encodeCorrelations(running, below);
  const facts = encoded.map(({ correlation }) => ({
    id: ruleKey(correlation),
    ...policy(correlation),
    exceptions: exceptionsOf(byDocument.get(correlation)!, exceptions),
  }));
  return { rules: encodeRules(below), encoded, facts, conditions: encodeRules(exceptions.conditions) };
}
