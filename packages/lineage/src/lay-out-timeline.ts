// Timeline: visible rows as bars over time, in lanes by host and depth, as trace viewers draw them.
import type { VisibleRows } from './flatten-rows.ts';
import type { Forest } from './forest.ts';
import { rankTimes } from './rank-times.ts';

export interface TimelineLayout {
  readonly length: number;
  /** Of each row: its lane; -1 where no time is known, so that there is no bar. */
  readonly lane: Int32Array;
  /** The ends of a row's bar, epoch ms, and whether it goes on, since no end was seen. */
  readonly from: (row: number) => number;
  readonly to: (row: number) => number;
  readonly isOpen: (row: number) => boolean;
  /** Rows of lane n by time, without overlap, at `laneStart[n] … laneStart[n + 1]` of `laneRows`: cull by binary search. */
  readonly laneStart: Int32Array;
  readonly laneRows: Int32Array;
  /** How many lanes there are. */
  readonly lanes: number;
  /** Lanes of each host and depth, from top to bottom. */
  readonly bands: readonly {
    readonly host: string;
    readonly depth: number;
    readonly first: number;
    readonly lanes: number;
  }[];
}

export interface TimelineRange {
  /** The window, epoch ms: bars without an end go on to `to`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Puts some rows into the order of their keys (0 … `keys` - 1) in `sorted`, equal ones as they came, and fills `start`: those of key k
 * stand at `start[k] … start[k + 1]`.
 */
function sortByKey(rows: Int32Array, key: Int32Array, keys: number, sorted: Int32Array, start: Int32Array): void {
  // While sorting each key counts on from where it begins, so that it ends where the next one begins: one place further for all.
  start.fill(0, 0, keys + 2);
  for (let i = 0; i < rows.length; i++) {
    const at = (key[rows[i] ?? 0] ?? 0) + 2;
    start[at] = (start[at] ?? 0) + 1;
  }
  for (let at = 2; at < keys + 2; at++) start[at] = (start[at] ?? 0) + (start[at - 1] ?? 0);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const at = (key[row] ?? 0) + 1;
    const place = start[at] ?? 0;
    sorted[place] = row;
    start[at] = place + 1;
  }
}

/** Lanes of one host and depth, numbered from 0. */
interface Band {
  readonly host: number;
  readonly depth: number;
  lanes: number;
}

/** Lays visible rows out over time. Linear: the order of times is found once for a forest. Rows of roll-ups reach over all their members. */
export function layOutTimeline(forest: Forest, rows: VisibleRows, range: TimelineRange): TimelineLayout {
  const { length, node: nodes, depth: depths } = rows;
  const { times, startRank, endRank, host: hostOf, hosts, rankOf, scratch } = rankTimes(forest);
  scratch.begin();
  const begins = scratch.take(length);
  const ends = scratch.take(length);
  const bandOf = scratch.take(length);
  const bands: Band[] = [];
  const bandsOfHost: number[][] = [];
  const hostsMet: number[] = [];
  const openRank = rankOf(range.to);
  const timed = scratch.take(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const node = nodes[row] ?? 0;
    const group = node < 0 ? rows.group(row) : undefined;
    const begin = group ? rankOf(group.from) : (startRank[node] ?? -1);
    if (begin < 0) continue;
    const end = group ? rankOf(group.to) : (endRank[node] ?? -1);
    begins[row] = begin;
    ends[row] = Math.max(begin, end < 0 ? openRank : end);
    timed[count++] = row;
    const host = hostOf[group ? (group.members[0] ?? 0) : node] ?? 0;
    const depth = depths[row] ?? 0;
    let ofHost = bandsOfHost[host];
    if (ofHost === undefined) {
      bandsOfHost[host] = ofHost = [];
      hostsMet.push(host);
    }
    while (ofHost.length <= depth) ofHost.push(-1);
    let band = ofHost[depth] ?? -1;
    if (band < 0) {
      band = ofHost[depth] = bands.length;
      bands.push({ host, depth, lanes: 0 });
    }
    bandOf[row] = band;
  }

  // A bar takes the lane of the bar of its band that ended first, when that was before it; each gives its lane away once.
  const ranks = times.length + 1;
  const startOfRank = scratch.take(ranks + 2);
  const [byStart, byEnd, endsOfBand] = [scratch.take(count), scratch.take(count), scratch.take(count)];
  sortByKey(timed.subarray(0, count), begins, ranks, byStart, startOfRank);
  sortByKey(byStart, ends, ranks, byEnd, startOfRank);
  const next = scratch.take(bands.length + 2);
  sortByKey(byEnd, bandOf, bands.length, endsOfBand, next);
  const lane = new Int32Array(length).fill(-1);
  for (let i = 0; i < count; i++) {
    const row = byStart[i] ?? 0;
    const band = bandOf[row] ?? 0;
    const place = next[band] ?? 0;
    const ended = endsOfBand[place] ?? 0;
    const free = lane[ended] ?? -1;
    if (free >= 0 && (ends[ended] ?? 0) <= (begins[row] ?? 0)) {
      lane[row] = free;
      next[band] = place + 1;
    } else {
      const own = bands[band];
      lane[row] = own === undefined ? -1 : own.lanes++;
    }
  }

  // Hosts stand as they were met, their bands by depth.
  const firstLane = new Int32Array(bands.length);
  const placed: TimelineLayout['bands'][number][] = [];
  let lanes = 0;
  for (const host of hostsMet) {
    for (const band of bandsOfHost[host] ?? []) {
      const own = bands[band];
      if (own === undefined) continue;
      firstLane[band] = lanes;
      placed.push({ host: hosts[host] ?? '', depth: own.depth, first: lanes, lanes: own.lanes });
      lanes += own.lanes;
    }
  }
  for (let i = 0; i < count; i++) {
    const row = byStart[i] ?? 0;
    lane[row] = (lane[row] ?? 0) + (firstLane[bandOf[row] ?? 0] ?? 0);
  }
  const laneRows = new Int32Array(count);
  const laneStart = new Int32Array(lanes + 2);
  sortByKey(byStart, lane, lanes, laneRows, laneStart);
  const startOf = (row: number): number => {
    const group = rows.group(row);
    return group ? group.from : (forest.start[nodes[row] ?? 0] ?? NaN);
  };
  const endOf = (row: number): number => {
    const group = rows.group(row);
    return group ? group.to : (forest.end[nodes[row] ?? 0] ?? NaN);
  };
  return {
    ...{ length, lane, laneRows, lanes },
    from: startOf,
    to: (row) => {
      const end = endOf(row);
      return Math.max(startOf(row), Number.isNaN(end) ? range.to : end);
    },
    isOpen: (row) => Number.isNaN(endOf(row)),
    laneStart: laneStart.subarray(0, lanes + 1),
    bands: placed,
  };
}
