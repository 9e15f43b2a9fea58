// The rule that hears the canary: Sigma like any other, beside those of the installation, so that no setting or exception silences it.
import { buildCollection, resolveRule, type ResolvedRule } from '@huntboard/sigma';
import type { RuleFacts } from '../detect/detection-set.ts';
import { CANARY_CATEGORY, CANARY_ORIGIN } from './canary-event.ts';

/** What its alerts carry in `rule_id`. */
export const CANARY_RULE = CANARY_ORIGIN;
/** One alert a day and service, which counts the songs. */
export const CANARY_WINDOW_MS = 86_400_000;

const TITLE = 'Detection canary';
const TEXT = `
title: ${TITLE}
id: 5c0ffee5-0ca9-4a11-9e57-a7e57ca9a21e
status: stable
level: informational
logsource: { product: huntboard, service: canary, category: ${CANARY_CATEGORY} }
detection:
  selection:
    node|re: .
    queue|re: .
    interval|re: ^[0-9]+$
  condition: selection
`;

/** The rule as the matcher takes it, and what alerts say of it. @throws when it does not compile, which is a fault of ours */
export function canaryRule(): { readonly resolved: ResolvedRule; readonly facts: RuleFacts } {
  const { rules, problems } = buildCollection([{ path: CANARY_RULE, text: TEXT }], { placeholders: {} });
  const outcome = rules[0] === undefined ? undefined : resolveRule(rules[0]);
  if (outcome?.ok !== true)
    throw new Error(`the rule of the canary cannot be compiled: ${JSON.stringify(problems[0] ?? outcome)}`);
  const facts: RuleFacts = {
    id: CANARY_RULE,
    title: TITLE,
    level: 'informational',
    tags: [],
    silent: false,
    watched: false,
    // A service that sings at another pace has another alert, whose evidence names the pace.
    dedup: ['queue', 'interval'],
    windowMs: CANARY_WINDOW_MS,
    exceptions: [],
  };
  return { resolved: outcome.value, facts };
}
