// Edges as they come: both ends by id where they have one, else by host.
import { rankLevel } from './alert-level.ts';
import { Pages } from './attachments.ts';
import type { Attachments } from './attachments.ts';
import type { Buckets } from './buckets.ts';
import { readConfidence, readEdgeKind } from './edge.ts';
import type { Edge, EdgeKind } from './edge.ts';
import { HOST } from './node-store.ts';
import type { NodeStore } from './node-store.ts';
import { compareNumbers } from './order.ts';
import type { Ghosts } from './ghosts.ts';
import type { EdgeColumns } from './process-columns.ts';
import { fileName, normalizeId } from './process-identity.ts';
import { normalProcesses } from './known-normal.ts';
import { bitOf } from './score.ts';
import type { Settlement } from './settlement.ts';

/** Right to read another process's memory (PROCESS_VM_READ). */
const readsMemory = 0x10;
/** Edges by which a process reaches another host. */
const remoteKinds: ReadonlySet<EdgeKind> = new Set<EdgeKind>(['logon', 'service', 'wmi']);
/** Scanners that read every process. */
const scanners = new Set(['msmpeng.exe', 'mssense.exe', 'senseir.exe']);

/** All edge rows. Nodes of their ends are found as processes come. */
export class EdgeRows {
  readonly rows = new Pages();
  readonly sources: Attachments;
  readonly targets: Attachments;
  readonly #buckets: Buckets;
  readonly #nodes: NodeStore;
  readonly #ghosts: Ghosts;

  constructor(sources: Attachments, targets: Attachments, buckets: Buckets, nodes: NodeStore, ghosts: Ghosts) {
    this.sources = sources;
    this.targets = targets;
    this.#buckets = buckets;
    this.#nodes = nodes;
    this.#ghosts = ghosts;
  }

  append(page: EdgeColumns, settlement: Settlement): void {
    const from = this.rows.size;
    this.rows.append(page);
    for (let row = from; row < this.rows.size; row++) {
      const time = this.rows.time(row, 'time');
      const source = normalizeId(this.rows.text(row, 'source'));
      const target = normalizeId(this.rows.text(row, 'target'));
      const sourceHost = this.rows.text(row, 'sourceHost');
      const targetHost = this.rows.text(row, 'targetHost');
      this.sources.add({ id: source, host: sourceHost, time }, settlement);
      this.targets.add({ id: target, host: targetHost, time }, settlement);
      if (!this.#isTelling(row)) continue;
      this.#claim(source, sourceHost, this.rows.text(row, 'sourceImage'), settlement);
      this.#claim(target, targetHost, this.rows.text(row, 'targetImage'), settlement);
    }
  }

  /** An edge whose ends must be seen even where nobody told of their start: memory that was read or written, other hosts. */
  #isTelling(row: number): boolean {
    const kind = this.kind(row);
    if (kind === 'access')
      return fileName(this.rows.text(row, 'targetImage')).toLowerCase() === 'lsass.exe' && this.#readsLsass(row);
    return kind === 'inject' || kind === 'tamper' || remoteKinds.has(kind);
  }

  #claim(id: string, host: string, image: string, settlement: Settlement): void {
    if (id !== '' && host !== '')
      this.#ghosts.claim(this.#buckets.bucket(this.#buckets.host(host), id), image, settlement);
  }

  /** The other ends of a node's edges say of themselves whom they touched: they depend on what the node is called. */
  touchPeers(settlement: Settlement): void {
    if (this.rows.size === 0) return;
    for (const node of settlement.changed.list) {
      for (const row of this.sources.of(node)) settlement.unscored.add(this.targets.node[row] ?? -1);
      for (const row of this.targets.of(node)) settlement.unscored.add(this.sources.node[row] ?? -1);
    }
  }

  kind(row: number): EdgeKind {
    return readEdgeKind(this.rows.text(row, 'kind'));
  }

  #nameOf(row: number, column: 'sourceImage' | 'targetImage'): string {
    const told = fileName(this.rows.text(row, column)).toLowerCase();
    if (told !== '') return told;
    const node = (column === 'sourceImage' ? this.sources : this.targets).node[row] ?? -1;
    return node < 0 ? '' : (this.#nodes.name[node] ?? '').toLowerCase();
  }

  #readsLsass(row: number): boolean {
    if (this.#nameOf(row, 'targetImage') !== 'lsass.exe') return false;
    const mask = /0x([0-9a-f]{1,8})/i.exec(this.rows.text(row, 'label'))?.[1];
    if (mask !== undefined && (Number.parseInt(mask, 16) & readsMemory) === 0) return false;
    const source = this.#nameOf(row, 'sourceImage');
    return !normalProcesses.has(source) && !scanners.has(source);
  }

  /** Bits of what a node's edges say of it. */
  bitsOf(node: number): number {
    let bits = 0;
    for (const row of this.sources.of(node)) {
      const kind = this.kind(row);
      if (kind === 'inject') bits |= bitOf('injects');
      else if (kind === 'access' && this.#readsLsass(row)) bits |= bitOf('reads-lsass');
      else if (remoteKinds.has(kind) && this.#isCredible(row)) bits |= bitOf('to-other-host');
    }
    for (const row of this.targets.of(node)) {
      const kind = this.kind(row);
      if (kind === 'inject') bits |= bitOf('injected');
      else if (kind === 'tamper') bits |= bitOf('tampered');
      else if (remoteKinds.has(kind) && this.#isCredible(row)) bits |= bitOf('from-other-host');
    }
    return bits;
  }

  #isCredible(row: number): boolean {
    return readConfidence(this.rows.text(row, 'confidence')) !== 'possible';
  }

  /** Edges with both ends, by time. `hostNode` finds the node of a host by its name, -1 when hosts are not shown. */
  resolve(hostNode: (host: string) => number): Edge[] {
    const found: Omit<Edge, 'index'>[] = [];
    for (let row = 0; row < this.rows.size; row++) {
      const end = (node: number, host: string): number =>
        node >= 0 ? node : host === '' ? -1 : hostNode(host.toLowerCase());
      const idOf = (column: string): string => this.rows.text(row, column);
      const source = end(this.sources.node[row] ?? -1, normalizeId(idOf('source')) === '' ? idOf('sourceHost') : '');
      const target = end(this.targets.node[row] ?? -1, normalizeId(idOf('target')) === '' ? idOf('targetHost') : '');
      if (source < 0 || target < 0 || source === target) continue;
      if (this.#nodes.type[source] === HOST && this.#nodes.type[target] === HOST) continue;
      const count = this.rows.number(row, 'count');
      found.push({
        row,
        source,
        target,
        kind: this.kind(row),
        time: this.sources.time[row] ?? NaN,
        label: this.rows.text(row, 'label'),
        evidence: this.rows.text(row, 'evidence'),
        confidence: readConfidence(this.rows.text(row, 'confidence')),
        level: rankLevel(this.rows.text(row, 'level')),
        count: count >= 1 ? Math.floor(count) : 1,
        crossHost: this.#nodes.host[source] !== this.#nodes.host[target],
      });
    }
    found.sort((a, b) => compareNumbers(a.time, b.time) || a.row - b.row);
    return found.map((edge, index) => ({ ...edge, index }));
  }
}
