// The demonstration without a network: deliveries as bytes, for tests and benchmarks.
import { readSchedule, toOsqueryLines } from './linux/osquery-lines.ts';
import { createDemoWorld } from './play-demo.ts';
import type { Renderer } from './windows/shapes/record.ts';
import { rendererFor } from './windows/shapes/renderer-for.ts';

export interface TrafficOptions {
  readonly seed: string;
  /** Epoch ms that the history leads up to. */
  readonly now: number;
  /** osquery configuration whose schedule names the queries; without one the Linux servers give nothing. */
  readonly osqueryConfiguration?: unknown;
  /** Length of one step, ms: a delivery holds what one machine did in one step. */
  readonly step?: number;
}

/** What one machine sends at once. */
export interface TrafficDelivery {
  readonly host: string;
  readonly input: 'http-events' | 'osquery-tls';
  readonly contentType: string;
  /** Number of events in `lines`. */
  readonly events: number;
  /** NDJSON, event XML, or osquery log lines, one event a line. */
  readonly lines: readonly string[];
}

/** The whole history of the demonstration, step by step. Equal options give equal bytes. */
export function* generateTraffic(options: TrafficOptions): Generator<TrafficDelivery> {
  const { seed, now, step = 2 * 3_600_000 } = options;
  const world = createDemoWorld(seed, now);
  const schedule = readSchedule(options.osqueryConfiguration);
  const renderers = new Map<string, Renderer>(
    world.company.windows.map((host) => [host.name, rendererFor(host, world.company)]),
  );
  for (let until = world.startsAt + step; ; until += step) {
    const end = Math.min(until, now);
    world.advance(end);
    const produced = world.take(end);
    for (const { host, events } of produced.windows) {
      if (events.length === 0) continue;
      const renderer = renderers.get(host.name)!;
      const contentType = host.shape === 'event-xml' ? 'application/xml' : 'application/x-ndjson';
      yield {
        host: host.name,
        input: 'http-events',
        contentType,
        events: events.length,
        lines: events.map((event) => renderer.render(event)),
      };
    }
    for (const { host, rows } of produced.linux) {
      const lines = toOsqueryLines(host, world.linuxServer(host.name).machine.bootedAt, schedule, rows);
      if (lines.length > 0)
        yield { host: host.name, input: 'osquery-tls', contentType: 'application/json', events: lines.length, lines };
    }
    if (end === now) return;
  }
}
