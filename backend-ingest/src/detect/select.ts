// Which rules of the installation run, and how their hits become alerts, by the rules file.
import { ruleKey, type SigmaCorrelation, type SigmaRule } from '@huntboard/sigma';
import { isSelected, levelOf } from '../rules/select-rules.ts';
import type { AlertPolicy } from './detection-set.ts';
import type { RulesFile } from './documents.ts';

type Document = SigmaRule | SigmaCorrelation;

/** Authors mark these as not to be run. */
const OUT_OF_USE: ReadonlySet<string | undefined> = new Set(['deprecated', 'unsupported']);

/** Key of the override that is about a rule. */
export function overrideKey(document: Document, file: RulesFile): string | undefined {
  const { id, name } = document;
  return [id, id?.toLowerCase(), name, ruleKey(document)].find(
    (key) => key !== undefined && Object.hasOwn(file.overrides, key),
  );
}

function overrideOf(document: Document, file: RulesFile): RulesFile['overrides'][string] | undefined {
  const key = overrideKey(document, file);
  return key === undefined ? undefined : file.overrides[key];
}

/** Why a rule does not run; undefined when it does. */
export function whyDisabled(document: Document, file: RulesFile): string | undefined {
  const override = overrideOf(document, file);
  if (override?.enabled === true) return undefined;
  if (override?.enabled === false) return 'switched off by an override';
  const { statuses, products, tags, ids, level } = file.enable;
  if (statuses === undefined && OUT_OF_USE.has(document.status)) return `status ${document.status!}`;
  const chosen = {
    ...(statuses === undefined ? {} : { statuses }),
    ...(products === undefined ? {} : { products }),
    ...(tags === undefined ? {} : { tags }),
    ...(ids === undefined ? {} : { ids }),
    ...(level === undefined ? {} : { level }),
  };
  if (!isSelected(document, chosen)) return 'not among the enabled';
  for (const [what, values] of Object.entries(file.disable)) {
    // A rule without a product is for all: switching off one product leaves it on.
    if (what === 'products' && (document.kind !== 'rule' || document.logsource.product === undefined)) continue;
    if (isSelected(document, { [what]: values })) return `among the disabled ${what}`;
  }
  return undefined;
}

/** Level and folding of a rule's alerts. */
export function policyOf(
  document: Document,
  file: RulesFile,
  windowMs: number,
): AlertPolicy & { readonly level: ReturnType<typeof levelOf> } {
  const override = overrideOf(document, file);
  return {
    level: override?.level ?? levelOf(document),
    windowMs: override?.window ?? windowMs,
    dedup: override?.dedup ?? [],
  };
}
