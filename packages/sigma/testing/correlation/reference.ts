// Correlations said as plainly as can be: every window is made anew from all hits. The stream and the SQL are held against it.
import type { CorrelationFinding } from '../../src/correlation/finding.ts';
import { EVIDENCE, findingId } from '../../src/correlation/finding.ts';
import type { CorrelationHit, Keys } from '../../src/correlation/hit.ts';
import type { Bound, CorrelationPlan, Presence } from '../../src/correlation/plan.ts';
import { leavesOf } from '../../src/correlation/plan.ts';

interface Arrival {
  readonly t: number;
  readonly id: string;
  readonly source: number;
  readonly keys: readonly (Keys | null)[];
}

interface Moment {
  readonly t: number;
  readonly fires: boolean;
  readonly begins: boolean;
  readonly starts: boolean;
  readonly value: number | null;
  readonly window: readonly Arrival[];
  readonly arrivals: readonly Arrival[];
}

/** The findings of a plan over all hits. */
export function referenceFindings(plan: CorrelationPlan, hits: readonly CorrelationHit[]): CorrelationFinding[] {
  const findings: CorrelationFinding[] = [];
  for (const [, moments] of judgedMoments(plan, 0, hits)) {
    moments.forEach((moment, i) => {
      if (!moment.starts) return;
      const ends = moments.findIndex((other, j) => j > i && (!other.fires || other.starts));
      const episode = moments.slice(i, ends === -1 ? undefined : ends);
      const { group } = moment.arrivals[0]!.keys[0]!;
      findings.push({
        id: findingId(plan.key, group, moment.t),
        key: plan.key,
        group,
        values: writtenOf(moment.arrivals),
        first: moment.t,
        last: episode[episode.length - 1]!.t,
        count:
          distinct(moment.window).length +
          episode.slice(1).reduce((sum, { arrivals }) => sum + distinct(arrivals).length, 0),
        value: moment.value,
        events: evidenceOf(plan, moment.window),
      });
    });
  }
  return findings;
}

function judgedMoments(
  plan: CorrelationPlan,
  firstLeaf: number,
  hits: readonly CorrelationHit[],
): ReadonlyMap<string, readonly Moment[]> {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivalsOf(plan, firstLeaf, hits)) {
    const own = arrival.keys[0];
    if (own === undefined || own === null) continue;
    const key = JSON.stringify(own.group);
    groups.set(key, [...(groups.get(key) ?? []), arrival]);
  }
  return new Map([...groups].map(([key, arrivals]) => [key, momentsOf(plan, arrivals)]));
}

function arrivalsOf(plan: CorrelationPlan, firstLeaf: number, hits: readonly CorrelationHit[]): Arrival[] {
  const arrivals: Arrival[] = [];
  let leaf = firstLeaf;
  plan.sources.forEach((source, index) => {
    if (source.kind === 'rule') {
      for (const { ts, id, keys } of hits.filter((hit) => hit.leaf === leaf))
        arrivals.push({ t: ts, id, source: index, keys });
      leaf++;
      return;
    }
    for (const [, moments] of judgedMoments(source.plan, leaf, hits))
      for (const moment of moments) {
        const firstId = [...moment.arrivals].map(({ id }) => id).sort()[0];
        for (const { t, id, keys } of moment.arrivals)
          if (source.occurs === 'moments' ? moment.fires : moment.begins && id === firstId)
            arrivals.push({ t, id, source: index, keys: keys.slice(1) });
      }
    leaf += leavesOf(source.plan).length;
  });
  return arrivals;
}

function momentsOf(plan: CorrelationPlan, arrivals: readonly Arrival[]): Moment[] {
  const times = [...new Set(arrivals.map(({ t }) => t))].sort((a, b) => a - b);
  const moments: Moment[] = [];
  for (const t of times) {
    const window = arrivals.filter((arrival) => arrival.t > t - plan.timespan && arrival.t <= t);
    const now = arrivals.filter((arrival) => arrival.t === t);
    const { fires, value } = judge(plan, window, now);
    const before = moments[moments.length - 1];
    const goesOn = before !== undefined && before.fires && t - before.t < plan.timespan;
    const samePeriod = before !== undefined && Math.floor(before.t / plan.period) === Math.floor(t / plan.period);
    moments.push({
      t,
      fires,
      begins: fires && !goesOn,
      starts: fires && !(goesOn && samePeriod),
      value,
      window,
      arrivals: now,
    });
  }
  return moments;
}

/** One of each event and value. */
function distinct(arrivals: readonly Arrival[]): readonly Arrival[] {
  const seen = new Map(arrivals.map((arrival) => [JSON.stringify([arrival.id, arrival.keys[0]!.value]), arrival]));
  return [...seen.values()];
}

function judge(
  plan: CorrelationPlan,
  window: readonly Arrival[],
  now: readonly Arrival[],
): { fires: boolean; value: number | null } {
  const { measure, timespan } = plan;
  const occurrences = distinct(window);
  const values = occurrences.map(({ keys }) => keys[0]!.value);
  switch (measure.kind) {
    case 'count':
      return { fires: all(occurrences.length, measure.bounds), value: occurrences.length };
    case 'distinct':
      return { fires: all(new Set(values).size, measure.bounds), value: new Set(values).size };
    case 'share': {
      const share = (mine: string): number => values.filter((value) => value === mine).length;
      return {
        fires: now.some(({ keys }) =>
          measure.bounds.every((bound) =>
            all(100 * share(keys[0]!.value), [{ ...bound, value: bound.value * values.length }]),
          ),
        ),
        value: null,
      };
    }
    case 'sum':
    case 'average': {
      const sum = values.reduce((total, value) => total + BigInt(value), 0n);
      const factor = measure.kind === 'sum' ? 1 : values.length;
      const bounds = measure.bounds.map((bound) => ({ ...bound, value: bound.value * BigInt(factor) }));
      return { fires: all(sum, bounds), value: Number(sum) / 1e6 / factor };
    }
    case 'percentile': {
      const sorted = values.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const rank = Math.max(1, Math.ceil((measure.percentile * sorted.length) / 100));
      return { fires: all(sorted[rank - 1]!, measure.bounds), value: null };
    }
    case 'present':
    case 'presence': {
      const present = plan.sources.map((_, i) => window.some(({ source }) => source === i));
      const count = present.filter(Boolean).length;
      return {
        fires: measure.kind === 'present' ? all(count, measure.bounds) : holds(measure.when, present),
        value: count,
      };
    }
    case 'ordered': {
      let latest = -Infinity;
      const fires = plan.sources.every((_, i) => {
        const next = window.filter(({ source, t }) => source === i && t >= latest).map(({ t }) => t);
        latest = Math.min(...next);
        return next.length > 0;
      });
      return { fires, value: plan.sources.length };
    }
  }
  throw new Error(`a window of ${timespan} ms cannot be judged`);
}

function all<N extends number | bigint>(number: N, bounds: readonly Bound<N>[]): boolean {
  const tests = {
    gt: (value: N) => number > value,
    gte: (value: N) => number >= value,
    lt: (value: N) => number < value,
    lte: (value: N) => number <= value,
    eq: (value: N) => number === value,
    neq: (value: N) => number !== value,
  };
  return bounds.every(({ operator, value }) => tests[operator](value));
}

function holds(when: Presence, present: readonly boolean[]): boolean {
  if (when.kind === 'const') return when.value;
  if (when.kind === 'source') return present[when.index]!;
  if (when.kind === 'not') return !holds(when.item, present);
  const items = when.items.map((item) => holds(item, present));
  return when.kind === 'and' ? !items.includes(false) : items.includes(true);
}

function writtenOf(arrivals: readonly Arrival[]): readonly string[] {
  const order = ({ id, source, keys }: Arrival): string =>
    JSON.stringify([id, String(source).padStart(5, '0'), keys[0]!.written]);
  return [...arrivals].sort((a, b) => (order(a) < order(b) ? -1 : 1))[0]!.keys[0]!.written;
}

function evidenceOf(plan: CorrelationPlan, window: readonly Arrival[]): CorrelationFinding['events'] {
  const byTime = (a: Arrival, b: Arrival): number => a.t - b.t || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const shown = [...distinct(window)].sort(byTime).slice(-EVIDENCE);
  const { kind } = plan.measure;
  if (kind === 'present' || kind === 'presence' || kind === 'ordered')
    plan.sources.forEach((_, i) => {
      const last = window
        .filter(({ source }) => source === i)
        .sort(byTime)
        .pop();
      if (last !== undefined) shown.push(last);
    });
  const events = new Map(shown.sort(byTime).map(({ id, t }) => [id, { id, ts: t }]));
  return [...events.values()];
}
