// Sends the events of one Windows machine to POST /api/v1/events, in batches, in the shape of its shipper.
import type { Company, WindowsHost } from '../company/types.ts';
import type { WindowsEvent } from '../windows/event-kinds.ts';
import type { Renderer } from '../windows/shapes/record.ts';
import { rendererFor } from '../windows/shapes/renderer-for.ts';
import { post } from './post.ts';

export interface Receipt {
  readonly accepted: number;
  readonly quarantined: number;
}

const BATCH = 2000;
export const CONTENT_TYPE = {
  winlogbeat: 'application/x-ndjson',
  nxlog: 'application/x-ndjson',
  'event-xml': 'application/xml',
} as const;

export class EventsShipper {
  readonly #host: WindowsHost;
  readonly #renderer: Renderer;
  readonly #url: string;
  readonly #token: string;

  constructor(options: {
    readonly url: string;
    readonly token: string;
    readonly company: Company;
    readonly host: WindowsHost;
  }) {
    this.#host = options.host;
    this.#renderer = rendererFor(options.host, options.company);
    this.#url = `${options.url}/api/v1/events`;
    this.#token = options.token;
  }

  /** Sends events in order of time; resolves when the last of them is durable. */
  async ship(events: readonly WindowsEvent[], signal?: AbortSignal): Promise<Receipt> {
    let accepted = 0;
    let quarantined = 0;
    for (let from = 0; from < events.length; from += BATCH) {
      const lines = events.slice(from, from + BATCH).map((event) => this.#renderer.render(event));
      const reply = (await post({
        url: this.#url,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': CONTENT_TYPE[this.#host.shape] },
        body: `${lines.join('\n')}\n`,
        signal,
      })) as Receipt;
      accepted += reply.accepted;
      quarantined += reply.quarantined;
    }
    return { accepted, quarantined };
  }
}
