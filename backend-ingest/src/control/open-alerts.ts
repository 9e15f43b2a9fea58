// Keeps `open_alerts` to what is open: takes out what was closed, puts back what is opened again.
import type { Store } from '@huntboard/clickhouse';
import { openAlerts, storedName } from '@huntboard/schema';

/** Closed ones that may stay: the queue leaves them out by itself, it only reads them. */
const MAX_CLOSED = 1000;
const EVERY_MS = 10 * 60_000;

const COLUMNS = openAlerts.columns.map(({ name }) => name).join(', ');

/** An alert by its place in `alerts`. */
export interface Place {
  readonly id: string;
  /** Epoch ms. */
  readonly windowStart: number;
}

/** Puts alerts back, before the action that opens them is written: one too many does no harm. Rejects with StoreError. */
export async function putBack(store: Pick<Store, 'command'>, places: readonly Place[]): Promise<void> {
  if (places.length === 0) return;
  await store.command(
    `INSERT INTO open_alerts (${COLUMNS}) SELECT ${COLUMNS} FROM alerts
WHERE (window_start, alert_id) IN (
  SELECT fromUnixTimestamp64Milli(place.1), place.2 FROM (SELECT arrayJoin(arrayZip({windows:Array(Int64)}, {ids:Array(UUID)})) AS place))`,
    {
      params: { windows: places.map(({ windowStart }) => windowStart), ids: places.map(({ id }) => id) },
      idempotent: true,
    },
  );
}

export interface TidyOptions {
  readonly store: Pick<Store, 'query' | 'command'>;
  /** Name of the cluster; '': one server. */
  readonly cluster: string;
}

/**
 * Takes out the alerts that are closed, when there are more than `leave`. No action may be written meanwhile: one that opens an alert
 * again would lose it. Rejects with StoreError.
 */
export async function tidyOpenAlerts({ store, cluster }: TidyOptions, leave = MAX_CLOSED): Promise<void> {
  const [row] = await store.query<{ n: string }>(
    `SELECT count() AS n FROM open_alerts WHERE ${closed('alert_states')}`,
  );
  if (Number(row?.n ?? 0) <= leave) return;
  const target = cluster === '' ? 'single' : 'cluster';
  // The alert before its state: one without state would count as new.
  for (const table of ['open_alerts', 'open_alert_states'])
    await store.command(
      `ALTER TABLE ${storedName(table, target)}${cluster === '' ? '' : ` ON CLUSTER \`${cluster}\``} DELETE WHERE ${closed(storedName('alert_states', target))}`,
      { idempotent: true, settings: { mutations_sync: '2', allow_nondeterministic_mutations: 1 } },
    );
}

const closed = (states: string): string =>
  `(window_start, alert_id) IN (SELECT window_start, alert_id FROM ${states} FINAL WHERE status = 'closed')`;

export interface OpenAlertsKeeperOptions extends TidyOptions {
  /** Runs a task between two actions. */
  readonly inTurn: (task: () => Promise<void>) => Promise<void>;
  readonly onError: (error: Error) => void;
}

/** Tidies up again and again. */
export class OpenAlertsKeeper {
  private readonly timer: NodeJS.Timeout;
  private tidying: Promise<void> = Promise.resolve();

  constructor(options: OpenAlertsKeeperOptions) {
    this.timer = setInterval(() => {
      this.tidying = options.inTurn(() => tidyOpenAlerts(options)).catch(options.onError);
    }, EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.tidying;
  }
}
