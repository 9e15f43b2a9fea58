// Ids to buckets: everything that speaks of one id on one host, whether a row, a child that names its parent, an alert or an edge.

/** Numbers hosts and ids. A bucket exists from the first mention of its id, so that what comes later finds what came before. */
export class Buckets {
  readonly hosts: string[] = [];
  readonly hostOf: number[] = [];
  readonly idOf: string[] = [];
  readonly #sent = new Map<string, number>();
  readonly #hosts = new Map<string, number>();
  readonly #ids: Map<string, number>[] = [];

  /** Number of a host; hosts that differ only in case are one. */
  host(sent: string): number {
    const known = this.#sent.get(sent);
    if (known !== undefined) return known;
    const canonical = sent.toLowerCase();
    let host = this.#hosts.get(canonical);
    if (host === undefined) {
      host = this.hosts.length;
      this.hosts.push(canonical);
      this.#hosts.set(canonical, host);
      this.#ids.push(new Map());
    }
    this.#sent.set(sent, host);
    return host;
  }

  /** Number of an id on a host. */
  bucket(host: number, id: string): number {
    const ids = this.#ids[host];
    if (ids === undefined) throw new Error(`There is no host ${host}.`);
    let bucket = ids.get(id);
    if (bucket === undefined) {
      bucket = this.idOf.length;
      ids.set(id, bucket);
      this.idOf.push(id);
      this.hostOf.push(host);
    }
    return bucket;
  }

  /** Number of a host in its canonical form; undefined when nothing spoke of it. */
  findHost(host: string): number | undefined {
    return this.#hosts.get(host);
  }

  /** Number of an id on a host; undefined when nothing spoke of it. */
  find(host: number, id: string): number | undefined {
    return this.#ids[host]?.get(id);
  }

  /** The buckets of an id on all hosts. */
  everywhere(id: string): number[] {
    return this.#ids.flatMap((ids) => ids.get(id) ?? []);
  }

  hostName(bucket: number): string {
    return this.hosts[this.hostOf[bucket] ?? 0] ?? '';
  }
}
