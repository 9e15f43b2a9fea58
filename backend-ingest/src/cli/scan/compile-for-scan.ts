// The matcher of a scan: no rule is switched off, however long it takes, since the result must not depend on the machine.
import { compileMatcher, type Matcher } from '@huntboard/sigma';
import { decodeRules } from '../../rules/encode-rules.ts';

export function compileForScan(encoded: SharedArrayBuffer): Matcher {
  const rules = decodeRules(Buffer.from(encoded).toString('utf8'));
  return compileMatcher(rules, { overload: { nanosecondsPerEvent: Infinity } });
}
