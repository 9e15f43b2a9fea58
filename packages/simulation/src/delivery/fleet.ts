// All shippers of the company: takes what the world produced and delivers it, a few machines at a time.
import type { World } from '../world.ts';
import { EventsShipper } from './events-shipper.ts';
import { OsqueryAgent } from './osquery-agent.ts';

export interface FleetOptions {
  /** Base address of the ingest service, e.g. http://127.0.0.1:8088. */
  readonly url: string;
  readonly eventToken: string;
  /** Without it the Linux servers stay silent. */
  readonly enrollSecret?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Delivered {
  readonly events: number;
  readonly quarantined: number;
}

/** Requests under way at the same time. */
const PARALLEL = 3;

async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) await task();
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

export class Fleet {
  readonly #world: World;
  readonly #shippers = new Map<string, EventsShipper>();
  readonly #agents = new Map<string, OsqueryAgent>();
  readonly #signal: AbortSignal | undefined;

  constructor(world: World, options: FleetOptions) {
    this.#world = world;
    this.#signal = options.signal;
    const url = options.url.replace(/\/+$/, '');
    for (const host of world.company.windows) {
      this.#shippers.set(
        host.name,
        new EventsShipper({ url, token: options.eventToken, company: world.company, host }),
      );
    }
    if (options.enrollSecret === undefined) return;
    for (const { machine } of world.linux) {
      this.#agents.set(
        machine.host.name,
        new OsqueryAgent({ url, enrollSecret: options.enrollSecret, host: machine.host, bootedAt: machine.bootedAt }),
      );
    }
  }

  /** Enrols every osquery agent. */
  async enroll(): Promise<void> {
    for (const agent of this.#agents.values()) {
      await agent.enroll(this.#signal);
      await agent.logStatus(this.#world.startsAt + 20_000, 'osquery initialized [version=5.20.0]', this.#signal);
    }
  }

  /** Delivers everything that happened up to `until`. */
  async deliver(until: number): Promise<Delivered> {
    const { windows, linux } = this.#world.take(until);
    let events = 0;
    let quarantined = 0;
    await inParallel([
      ...windows
        .filter((produced) => produced.events.length > 0)
        .map((produced) => async () => {
          const receipt = await this.#shippers.get(produced.host.name)!.ship(produced.events, this.#signal);
          events += receipt.accepted;
          quarantined += receipt.quarantined;
        }),
      ...linux
        .filter((produced) => produced.rows.length > 0)
        .map((produced) => async () => {
          const logged = await this.#agents.get(produced.host.name)?.log(produced.rows, this.#signal);
          events += logged ?? 0;
        }),
    ]);
    return { events, quarantined };
  }
}
