// What every shape needs of an event: the record number of its channel and the message that Windows renders.
import type { WindowsHost } from '../../company/types.ts';
import type { WindowsEvent } from '../event-kinds.ts';

/** Renders the events of one machine; keeps the record number of every channel, as the event log does. */
export interface Renderer {
  /** One event as the shipper writes it, without a line end. */
  render(event: WindowsEvent): string;
}

export class RecordNumbers {
  readonly #next = new Map<string, number>();
  readonly #first: number;

  constructor(host: WindowsHost) {
    this.#first = (Number.parseInt(host.machineId, 16) % 400_000) + 20_000;
  }

  next(channel: string): number {
    const number = this.#next.get(channel) ?? this.#first;
    this.#next.set(channel, number + 1);
    return number;
  }
}

/** The message: title, then every field on its line, as Sysmon renders it. */
export function messageOf(event: WindowsEvent, lineEnd: string): string {
  let text = `${event.kind.title}${event.kind.title.endsWith(':') || event.kind.title.endsWith('.') ? '' : ':'}`;
  for (const name in event.data) text += `${lineEnd}${name}: ${event.data[name]}`;
  return text;
}

export const ACCOUNT_OF_SID: Readonly<Record<string, { readonly name: string; readonly domain: string }>> = {
  'S-1-5-18': { name: 'SYSTEM', domain: 'NT AUTHORITY' },
  'S-1-5-19': { name: 'LOCAL SERVICE', domain: 'NT AUTHORITY' },
  'S-1-5-20': { name: 'NETWORK SERVICE', domain: 'NT AUTHORITY' },
};
