// Which rules of a set run: by level, status, product, tag and id.
import type { DocumentHead, Level, SigmaCorrelation, SigmaRule, Status } from '@huntboard/sigma';

/** From the least to the most severe. */
export const LEVEL_ORDER: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];
export const STATUSES: readonly Status[] = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'];

/** A rule runs when it fits everything that is given. */
export interface Selection {
  /** At least this level. A rule without one counts as informational. */
  readonly level?: Level;
  readonly statuses?: readonly Status[];
  /** A rule for every product fits all. */
  readonly products?: readonly string[];
  /** A tag, or the beginning of one up to a dot: `attack.t1059` takes `attack.t1059.001`. */
  readonly tags?: readonly string[];
  readonly ids?: readonly string[];
}

export const levelOf = (rule: Pick<DocumentHead, 'level'>): Level => rule.level ?? 'informational';

/** A correlation has no log source: it fits all products. */
export function isSelected(rule: SigmaRule | SigmaCorrelation, selection: Selection): boolean {
  const { level, statuses, products, tags, ids } = selection;
  if (level !== undefined && LEVEL_ORDER.indexOf(levelOf(rule)) < LEVEL_ORDER.indexOf(level)) return false;
  if (statuses !== undefined && (rule.status === undefined || !statuses.includes(rule.status))) return false;
  const product = rule.kind === 'rule' ? rule.logsource.product : undefined;
  if (products !== undefined && product !== undefined && !products.includes(product.toLowerCase())) return false;
  if (tags !== undefined && !rule.tags.some((tag) => tags.some((wanted) => hasTag(tag.toLowerCase(), wanted))))
    return false;
  if (ids !== undefined && !ids.includes(rule.id ?? '') && !ids.includes(rule.name ?? '')) return false;
  return true;
}

function hasTag(tag: string, wanted: string): boolean {
  return tag === wanted || tag.startsWith(`${wanted}.`);
}
