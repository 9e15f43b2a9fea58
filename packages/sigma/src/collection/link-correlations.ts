// References of correlations to the rules and correlations they mean.
import type { RuleProblem, SigmaCorrelation, SigmaRule } from '../model/rule.ts';
import { collectionProblem } from './collection-problem.ts';
import { DocumentIndex } from './document-index.ts';

/** Correlations of correlations of correlations …: deeper ones are refused. */
const MAX_DEPTH = 8;

export type LinkedMember =
  | { readonly kind: 'rule'; readonly ref: string; readonly document: SigmaRule }
  | {
      readonly kind: 'correlation';
      readonly ref: string;
      readonly document: SigmaCorrelation;
      readonly linked: LinkedCorrelation;
    };

/** A correlation with what it refers to, in the order in which it names them. */
export interface LinkedCorrelation {
  readonly correlation: SigmaCorrelation;
  readonly members: readonly LinkedMember[];
}

type Member = { readonly ref: string; readonly document: SigmaRule | SigmaCorrelation };

/**
 * Links all correlations, each after those that it refers to; apart from that in the order given. One with a reference that is
 * unknown, ambiguous or leads back to itself is left out, and so are those that refer to it.
 * @param refused lower-case ids of documents that were left out, for messages
 */
export function linkCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
  refused: ReadonlySet<string>,
  problems: RuleProblem[],
): readonly LinkedCorrelation[] {
  const index = new DocumentIndex<SigmaRule | SigmaCorrelation>([...rules, ...correlations]);
  const members = new Map<SigmaCorrelation, readonly Member[]>();
  for (const correlation of correlations) {
    const found = findMembers(correlation, index, refused, problems);
    if (found !== undefined) members.set(correlation, found);
  }
  const linked = new Map<SigmaCorrelation, LinkedCorrelation>();
  const depths = new Map<SigmaCorrelation, number>();
  const order = fromBelow(members);
  for (const correlation of order) {
    const all = link(members.get(correlation)!, linked);
    if (all === undefined) continue;
    let depth = 1;
    for (const { document } of all)
      if (document.kind === 'correlation') depth = Math.max(depth, 1 + depths.get(document)!);
    depths.set(correlation, depth);
    linked.set(correlation, { correlation, members: all });
  }
  reportUnlinked(correlations, members, linked, new Set(order), problems);
  return [...linked.values()].filter(({ correlation }) => {
    if (depths.get(correlation)! <= MAX_DEPTH) return true;
    const why = `it rests on correlations more than ${MAX_DEPTH} deep`;
    problems.push(collectionProblem('unsupported', 'sigma.correlation_unsupported', why, correlation));
    return false;
  });
}

type Members = ReadonlyMap<SigmaCorrelation, readonly Member[]>;

/** Every correlation after those that it refers to; the order given decides among the rest. Those that never get their turn are missing. */
function fromBelow(members: Members): readonly SigmaCorrelation[] {
  const waits = new Map<SigmaCorrelation, number>();
  const above = new Map<SigmaCorrelation, SigmaCorrelation[]>();
  const ready: SigmaCorrelation[] = [];
  for (const [correlation, list] of members) {
    let count = 0;
    for (const { document } of list) {
      if (document.kind !== 'correlation' || !members.has(document)) continue;
      count++;
      const known = above.get(document);
      if (known === undefined) above.set(document, [correlation]);
      else known.push(correlation);
    }
    waits.set(correlation, count);
    if (count === 0) ready.push(correlation);
  }
  for (let at = 0; at < ready.length; at++)
    for (const correlation of above.get(ready[at]!) ?? []) {
      const left = waits.get(correlation)! - 1;
      waits.set(correlation, left);
      if (left === 0) ready.push(correlation);
    }
  return ready;
}

function findMembers(
  correlation: SigmaCorrelation,
  index: DocumentIndex<SigmaRule | SigmaCorrelation>,
  refused: ReadonlySet<string>,
  problems: RuleProblem[],
): readonly Member[] | undefined {
  const members: Member[] = [];
  for (const { ref, position } of correlation.rules) {
    const [document, ...others] = index.find(ref);
    if (document !== undefined && others.length === 0) {
      members.push({ ref, document });
      continue;
    }
    const code = document === undefined ? 'sigma.correlation_rule_unknown' : 'sigma.correlation_rule_ambiguous';
    const why =
      document !== undefined
        ? `${others.length + 1} rules are called ${ref}`
        : refused.has(ref.toLowerCase())
          ? `rule ${ref} was left out because of its own problem`
          : `there is no rule ${ref}`;
    problems.push(collectionProblem('error', code, why, correlation, position));
    return undefined;
  }
  for (const [alias, fields] of Object.entries(correlation.aliases))
    for (const ref of Object.keys(fields))
      if (!members.some((member) => isCalled(member, ref)))
        problems.push(
          collectionProblem(
            'warning',
            'sigma.correlation_rule_unknown',
            `alias ${alias}: the correlation has no rule ${ref}`,
            correlation,
          ),
        );
  return members;
}

function isCalled({ ref, document }: Member, name: string): boolean {
  return name === ref || name === document.name || name.toLowerCase() === document.id?.toLowerCase();
}

/** Undefined while a correlation among them is not linked. */
function link(
  members: readonly Member[],
  linked: ReadonlyMap<SigmaCorrelation, LinkedCorrelation>,
): readonly LinkedMember[] | undefined {
  const result: LinkedMember[] = [];
  for (const { ref, document } of members) {
    if (document.kind === 'rule') result.push({ kind: 'rule', ref, document });
    else {
      const below = linked.get(document);
      if (below === undefined) return undefined;
      result.push({ kind: 'correlation', ref, document, linked: below });
    }
  }
  return result;
}

/** Those that never got their turn lead into a circle; others refer to one that is left out. */
function reportUnlinked(
  correlations: readonly SigmaCorrelation[],
  members: Members,
  linked: ReadonlyMap<SigmaCorrelation, LinkedCorrelation>,
  ordered: ReadonlySet<SigmaCorrelation>,
  problems: RuleProblem[],
): void {
  for (const correlation of correlations) {
    const list = members.get(correlation);
    if (list === undefined || linked.has(correlation)) continue;
    const circle = !ordered.has(correlation);
    const at = list.findIndex(
      ({ document }) =>
        document.kind === 'correlation' &&
        (circle ? members.has(document) && !ordered.has(document) : !linked.has(document)),
    );
    const { ref, position } = correlation.rules[at]!;
    const code = circle ? 'sigma.correlation_cycle' : 'sigma.correlation_rule_unknown';
    const why = circle ? `${ref} leads into a circle of correlations` : `correlation ${ref} was left out`;
    problems.push(collectionProblem('error', code, why, correlation, position));
  }
}
