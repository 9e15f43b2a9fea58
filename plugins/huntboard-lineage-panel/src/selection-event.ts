// What the panel tells other panels when a process is selected.
import { BusEventWithPayload } from '@grafana/data';

export interface SelectedProcess {
  /** Id as the rows have it. */
  readonly id: string;
  readonly host: string;
  readonly name: string;
  /** NaN when unknown. */
  readonly pid: number;
  /** Epoch ms, NaN when unknown. */
  readonly start: number;
}

/** Published on the panel's event bus. */
export class ProcessSelectedEvent extends BusEventWithPayload<SelectedProcess> {
  static readonly type = 'huntboard-process-selected';
}
