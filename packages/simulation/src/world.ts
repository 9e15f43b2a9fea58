// The company in motion: every machine with its routine, on one clock that only goes forward.
import { createCompany } from './company/create-company.ts';
import type { Company, LinuxHost, WindowsHost } from './company/types.ts';
import { LinuxMachine, type OsqueryRow } from './linux/machine.ts';
import { LinuxServer } from './linux/server.ts';
import { Random } from './random.ts';
import { Desk } from './windows/desk.ts';
import type { WindowsEvent } from './windows/event-kinds.ts';
import { WindowsMachine } from './windows/machine.ts';
import { Server } from './windows/server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Where `now` lies in the company's day: half past four in the afternoon, whatever the clock of the world says. */
const NOW_IN_DAY = 16.5 * HOUR;

export interface WorldOptions {
  readonly seed: string;
  /** Epoch ms that the history leads up to. */
  readonly now: number;
  /** Days of history before `now`. */
  readonly days: number;
}

interface Actor {
  nextAt: number;
  readonly act: (ts: number) => void;
  /** Mean time to the next act from `ts` on. */
  readonly pause: (ts: number) => number;
}

/** Something that happens once, at a time: the scenes of a story, mornings and evenings. */
export interface Scene {
  readonly at: number;
  readonly play: () => void;
}

/** What machines produced in one step of the clock. */
export interface Produced {
  readonly windows: readonly { readonly host: WindowsHost; readonly events: readonly WindowsEvent[] }[];
  readonly linux: readonly { readonly host: LinuxHost; readonly rows: readonly OsqueryRow[] }[];
}

export class World {
  readonly company: Company;
  readonly startsAt: number;
  readonly desks: readonly Desk[];
  readonly servers: readonly Server[];
  readonly linux: readonly LinuxServer[];
  readonly #random: Random;
  readonly #actors: Actor[];
  #scenes: Scene[] = [];

  constructor({ seed, now, days }: WorldOptions) {
    this.company = createCompany(seed);
    this.#random = new Random(`${seed}/world`);
    this.startsAt = now - days * DAY;
    const bootedAt = this.startsAt;
    const machines = this.company.windows.map((host) => new WindowsMachine(this.company, host, bootedAt));
    this.servers = machines
      .filter(({ host }) => host.owner === undefined)
      .map((machine, index) => new Server(this, machine, bootedAt + index * 90_000));
    this.desks = machines.filter(({ host }) => host.owner !== undefined).map((machine) => new Desk(this, machine));
    this.linux = this.company.linux.map(
      (host, index) => new LinuxServer(this, new LinuxMachine(seed, host, bootedAt + index * 45_000)),
    );

    // The last day is dense; the days before it are there to compare with.
    const density = (ts: number): number => (ts > now - DAY ? 1 : 4);
    this.#actors = [
      ...this.servers.map((server): Actor => ({
        nextAt: bootedAt + 600_000,
        act: (ts) => server.act(ts),
        pause: (ts) => 75_000 * density(ts),
      })),
      ...this.linux.map((server): Actor => ({
        nextAt: bootedAt + 600_000,
        act: (ts) => server.act(ts),
        pause: (ts) => 60_000 * density(ts),
      })),
    ];
    for (const desk of this.desks) this.#planDays(desk, now, days, density);
  }

  #planDays(desk: Desk, now: number, days: number, density: (ts: number) => number): void {
    for (let day = Math.ceil(days); day >= 0; day--) {
      const midnight = now - NOW_IN_DAY - day * DAY;
      const morning = midnight + 7.6 * HOUR + this.#random.between(0, 1.1 * HOUR);
      const evening = midnight + 17 * HOUR + this.#random.between(0, 1.5 * HOUR);
      if (morning < this.startsAt) continue;
      const actor: Actor = {
        nextAt: morning + 300_000,
        act: (ts) => desk.act(ts),
        pause: (ts) => 48_000 * density(ts),
      };
      this.schedule({ at: morning, play: () => (desk.open(morning), this.#actors.push(actor)) });
      // Nobody goes home on the last day: the company works on while the demonstration runs.
      if (day === 0) continue;
      this.schedule({
        at: evening,
        play: () => (this.#actors.splice(this.#actors.indexOf(actor), 1), desk.close(evening)),
      });
    }
  }

  /** Adds a scene; scenes of the past are played at once by the next `advance`. */
  schedule(scene: Scene): void {
    this.#scenes.push(scene);
    this.#scenes.sort((a, b) => a.at - b.at);
  }

  get domainController(): Server {
    return this.server('DC01');
  }

  get fileServer(): Server {
    return this.server('FS01');
  }

  server(name: string): Server {
    return this.servers.find(({ machine }) => machine.host.name === name)!;
  }

  linuxServer(name: string): LinuxServer {
    return this.linux.find(({ machine }) => machine.host.name === name)!;
  }

  deskOf(employee: string): Desk {
    return this.desks.find(({ machine }) => machine.host.owner?.name === employee)!;
  }

  /** Lets time pass up to `until` (epoch ms). */
  advance(until: number): void {
    for (;;) {
      let next: Actor | undefined;
      for (const actor of this.#actors) if (next === undefined || actor.nextAt < next.nextAt) next = actor;
      const scene = this.#scenes[0];
      if (scene !== undefined && scene.at <= until && (next === undefined || scene.at <= next.nextAt)) {
        this.#scenes.shift();
        scene.play();
      } else if (next !== undefined && next.nextAt <= until) {
        next.act(next.nextAt);
        next.nextAt += Math.max(1, this.#random.wait(next.pause(next.nextAt)));
      } else return;
    }
  }

  /** Somebody does something right now: the unit of artificial load. */
  actAt(ts: number): void {
    const actor = this.#random.pick(this.#actors);
    actor.act(ts);
    actor.nextAt = Math.max(actor.nextAt, ts);
  }

  /** Events that wait to be taken. */
  get pending(): number {
    let sum = 0;
    for (const { machine } of [...this.desks, ...this.servers, ...this.linux]) sum += machine.pending;
    return sum;
  }

  /** Takes what happened up to `until`. */
  take(until: number): Produced {
    return {
      windows: [...this.desks, ...this.servers].map(({ machine }) => ({
        host: machine.host,
        events: machine.drain(until),
      })),
      linux: this.linux.map(({ machine }) => ({ host: machine.host, rows: machine.drain(until) })),
    };
  }
}
