// The model as it grows: takes pages in any order, and gives the forest of all that came so far.
import { AttachedRows, Attachments } from './attachments.ts';
import { Buckets } from './buckets.ts';
import { EdgeRows } from './edge-rows.ts';
import type { Forest } from './forest.ts';
import { Identities } from './identities.ts';
import { makeForest } from './make-forest.ts';
import { CUT, GHOST, HOST, noRows, NodeStore, PROCESS } from './node-store.ts';
import { Parents } from './parents.ts';
import { columnNumber } from './process-columns.ts';
import type { AlertColumns, EdgeColumns, EventColumns, ProcessColumn, ProcessColumns } from './process-columns.ts';
import { RowStore } from './row-store.ts';
import type { LevelRank } from './alert-level.ts';
import { Judge, scoreOf } from './score.ts';
import { Settlement, StepCounter } from './settlement.ts';

/** What a source sends at a time; any part may be missing. */
export interface LineagePage {
  readonly processes?: ProcessColumns;
  readonly alerts?: AlertColumns;
  readonly events?: EventColumns;
  readonly edges?: EdgeColumns;
}

export interface LineageOptions {
  /** Puts each host above its processes; by default when there is more than one. */
  readonly hosts?: 'auto' | 'never';
}

/** Columns that count alerts, by the rank of their level. */
const countColumns: readonly (readonly [LevelRank, ProcessColumn])[] = [
  [1, 'alertsLow'],
  [2, 'alertsMedium'],
  [3, 'alertsHigh'],
  [4, 'alertsCritical'],
];

/** All that the model holds; `makeForest` reads it. */
export interface LineageState {
  readonly rows: RowStore;
  readonly buckets: Buckets;
  readonly nodes: NodeStore;
  readonly identities: Identities;
  readonly parents: Parents;
  readonly alerts: AttachedRows;
  readonly events: AttachedRows;
  readonly edges: EdgeRows;
  readonly hostNodes: Map<number, number>;
  /** Alerts by level (five slots) of the nodes that have any. */
  readonly alertCounts: Map<number, number[]>;
  /** Per node: worst level, bits, score. */
  readonly level: number[];
  readonly bits: number[];
  readonly score: number[];
  /** Command line of each node in lower case, made when a search asks for it. */
  readonly words: (string | undefined)[];
  text(node: number, column: ProcessColumn): string;
  /** The same by the column's number. */
  textAt(node: number, column: number): string;
}

export class Lineage {
  readonly #state: LineageState;
  readonly #counter = new StepCounter();
  readonly #settlement = new Settlement();
  readonly #judge = new Judge();
  readonly #options: LineageOptions;
  #forest: Forest | undefined;

  constructor(options: LineageOptions = {}) {
    this.#options = options;
    const rows = new RowStore();
    const buckets = new Buckets();
    const nodes = new NodeStore();
    const identities = new Identities(rows, buckets, nodes, this.#counter);
    const parents = new Parents(rows, buckets, nodes, identities, this.#counter);
    const attach = (): Attachments => new Attachments(buckets, nodes, identities, this.#counter);
    this.#state = {
      rows,
      buckets,
      nodes,
      identities,
      parents,
      alerts: new AttachedRows(attach()),
      events: new AttachedRows(attach()),
      edges: new EdgeRows(attach(), attach(), buckets, nodes, parents.ghosts),
      hostNodes: new Map(),
      alertCounts: new Map(),
      level: [],
      bits: [],
      score: [],
      words: [],
      text: (node, column) => this.#text(node, columnNumber[column]),
      textAt: (node, column) => this.#text(node, column),
    };
  }

  /** Elementary steps of all additions so far. */
  get steps(): number {
    return this.#counter.steps;
  }

  /** Takes in a page. Never throws for what the rows say. Costs as much as the page, and what it changes of what was there. */
  add(page: LineagePage): void {
    const { rows, buckets, nodes, identities, parents, alerts, events, edges, hostNodes } = this.#state;
    const settlement = this.#settlement;
    const from = rows.size;
    if (page.processes) rows.append(page.processes, buckets);
    if (page.alerts) alerts.append(page.alerts, settlement);
    if (page.events) events.append(page.events, settlement);
    if (page.edges) edges.append(page.edges, settlement);
    identities.add(from, settlement);
    parents.settle(settlement);
    for (const part of [alerts.attached, events.attached, edges.sources, edges.targets])
      part.settle(settlement, parents.ghosts.of);
    edges.touchPeers(settlement);
    for (let row = from; row < rows.size; row++) {
      const host = buckets.hostOf[rows.bucket[row] ?? 0] ?? 0;
      if (hostNodes.has(host)) continue;
      const node = nodes.create(HOST, host, -1);
      nodes.name[node] = buckets.hosts[host] ?? '';
      hostNodes.set(host, node);
    }
    for (const node of settlement.unscored.list) this.#score(node);
    settlement.clear();
    this.#forest = undefined;
  }

  /** The forest of all that came so far: the same object until something is added. A few passes over flat arrays. */
  forest(): Forest {
    return (this.#forest ??= makeForest(this.#state, this.#options.hosts ?? 'auto'));
  }

  #text(node: number, column: number): string {
    const { nodes, rows, parents, buckets } = this.#state;
    for (const row of nodes.rows[node] ?? noRows) {
      const value = rows.textAt(row, column);
      if (value !== '') return value;
    }
    if (nodes.type[node] === GHOST && column === columnNumber.image) return parents.ghosts.imageOf(node);
    return nodes.type[node] !== PROCESS && column === columnNumber.host
      ? (buckets.hosts[nodes.host[node] ?? 0] ?? '')
      : '';
  }

  #score(node: number): void {
    const { nodes, rows, alerts, edges, alertCounts, level, bits, score, words } = this.#state;
    this.#counter.steps++;
    if (node < words.length) words[node] = undefined;
    const isProcess = nodes.type[node] === PROCESS;
    let worst: LevelRank = 0;
    const counts = [0, 0, 0, 0, 0];
    if (isProcess || nodes.type[node] === GHOST) {
      for (const alert of alerts.attached.of(node)) {
        const rank = alerts.level(alert);
        counts[rank] = (counts[rank] ?? 0) + 1;
      }
      for (const [rank, column] of countColumns) {
        for (const row of nodes.rows[node] ?? noRows)
          counts[rank] = Math.max(counts[rank] ?? 0, rows.number(row, column) || 0);
        if ((counts[rank] ?? 0) > 0) worst = rank;
      }
    }
    if (worst > 0) alertCounts.set(node, counts);
    else alertCounts.delete(node);
    while (level.length <= node) {
      level.push(0);
      bits.push(0);
      score.push(0);
    }
    level[node] = worst;
    let found = 0;
    if (isProcess) {
      const told = nodes.has(node, CUT) ? -1 : (nodes.parent[node] ?? -1);
      found = this.#judge.bitsOf({
        name: nodes.name[node] ?? '',
        image: this.#text(node, columnNumber.image),
        commandLine: this.#text(node, columnNumber.commandLine),
        user: this.#text(node, columnNumber.user),
        integrity: this.#text(node, columnNumber.integrity),
        signed: this.#text(node, columnNumber.signed),
        originalFileName: this.#text(node, columnNumber.originalFileName),
        imageDeleted: this.#text(node, columnNumber.imageDeleted),
        prevalence: Number(this.#text(node, columnNumber.prevalence) || NaN),
        prevalenceBase: Number(this.#text(node, columnNumber.prevalenceBase) || NaN),
        level: worst,
        parentName: told < 0 ? '' : (nodes.name[told] ?? ''),
        parentUser: told < 0 ? '' : this.#text(told, columnNumber.user),
        parentIntegrity: told < 0 ? '' : this.#text(told, columnNumber.integrity),
      });
    }
    if (isProcess || nodes.type[node] === GHOST) found |= edges.bitsOf(node);
    bits[node] = found;
    score[node] = scoreOf(found);
  }
}

/** A model that is empty yet. */
export function createLineage(options: LineageOptions = {}): Lineage {
  return new Lineage(options);
}
