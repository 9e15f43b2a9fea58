// Whether a regular expression of a rule is one that both back ends can run.
import { compileRegex } from '../matcher/compile-regex.ts';
import type { RegexExpr } from '../model/expr.ts';

/** What PCRE has and RE2 has not, since it can take more than linear time: look-around, back-references, atomic groups. */
const PCRE_ONLY = /\(\?(?:<?[=!]|>|\()|\\[1-9]|\\k[<{']|[*+?}]\+/;
const MAX_SOURCE = 100_000;

export type RegexFault = { readonly code: 'sigma.regex_syntax' | 'sigma.regex_unsupported'; readonly message: string };

/** Undefined when it can be run. */
export function checkRegex(regex: Pick<RegexExpr<unknown>, 'source' | 'flags'>): RegexFault | undefined {
  if (regex.source.length > MAX_SOURCE)
    return { code: 'sigma.regex_unsupported', message: `the expression has more than ${MAX_SOURCE} characters` };
  try {
    compileRegex(regex);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return PCRE_ONLY.test(regex.source)
      ? { code: 'sigma.regex_unsupported', message: `RE2 runs no such expression: ${reason}` }
      : { code: 'sigma.regex_syntax', message: reason };
  }
}
