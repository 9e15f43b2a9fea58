// Writes the ancestors of an alert's process beside the alert, as they stand when it is raised: they outlive the events that told of them.
import { createHash } from 'node:crypto';
import type { Store } from '@huntboard/clickhouse';
import { ALERTS_COL, alerts, NativeBlockBuilder, type Row } from '@huntboard/schema';

export interface LineageEnricherOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  readonly onError: (error: Error) => void;
  /** ms until what failed is tried again. */
  readonly retryMs: number;
}

interface ProcessRow {
  readonly host: string;
  readonly guid: string;
  readonly parent: string;
  readonly pid: number;
  readonly parent_pid: number;
  readonly image: string;
  readonly command_line: string;
  readonly user: string;
  readonly started: string;
  readonly parent_image: string;
  readonly parent_command_line: string;
}

/** One ancestor, as it stands in the column `lineage`. */
export interface Ancestor {
  readonly guid: string;
  readonly pid: number;
  readonly image: string;
  readonly commandLine: string;
  readonly user: string;
  /** ISO 8601; '' when the start was not seen. */
  readonly start: string;
}

const NIL = '00000000-0000-0000-0000-000000000000';
/** A chain longer than this is no chain of people's work; a circle of reused ids ends here, too. */
const MAX_DEPTH = 16;
const MAX_COMMAND_LINE = 2048;
/** Alerts that are looked up at a time, and that wait at most. */
const BATCH = 500;
const MAX_WAITING = 20_000;

const PROCESSES = `SELECT host, toString(proc_guid) AS guid, toString(max(parent_guid)) AS parent,
  max(ProcessId) AS pid, max(ParentProcessId) AS parent_pid, max(Image) AS image, max(CommandLine) AS command_line,
  max(User) AS user, if(max(start_ts) > toDateTime64(0, 3, 'UTC'), formatDateTime(max(start_ts), '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC'), '') AS started,
  max(ParentImage) AS parent_image, max(ParentCommandLine) AS parent_command_line
FROM process
WHERE (host, proc_guid) IN (
  SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({hosts:Array(String)}, {guids:Array(UUID)})) AS pair))
GROUP BY host, proc_guid`;

export class LineageEnricher {
  private readonly options: LineageEnricherOptions;
  private readonly builder = new NativeBlockBuilder(alerts);
  private waiting: Row[] = [];
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(options: LineageEnricherOptions) {
    this.options = options;
  }

  /** Alerts that are in the store; those that name no process are passed over. What is beyond the bound stays without lineage. */
  add(rows: readonly Row[]): void {
    for (const row of rows)
      if (row[ALERTS_COL.proc_guid] !== '' && this.waiting.length < MAX_WAITING) this.waiting.push(row);
    this.run();
  }

  private run(): void {
    if (this.running !== undefined || this.timer !== undefined || this.stopped) return;
    if (this.waiting.length === 0) return;
    this.running = this.enrich().finally(() => {
      this.running = undefined;
      this.run();
    });
  }

  private async enrich(): Promise<void> {
    const rows = this.waiting.slice(0, BATCH);
    try {
      await this.write(rows, await this.ancestorsOf(rows));
      this.waiting.splice(0, rows.length);
    } catch (error) {
      this.options.onError(error as Error);
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.run();
      }, this.options.retryMs);
      this.timer.unref();
    }
  }

  private async ancestorsOf(rows: readonly Row[]): Promise<readonly (readonly Ancestor[])[]> {
    const known = new Map<string, ProcessRow | undefined>();
    const keyOf = (host: string, guid: string): string => `${host}\0${guid}`;
    let wanted = new Map<string, readonly [string, string]>();
    for (const row of rows) {
      const [host, guid] = [row[ALERTS_COL.host] as string, row[ALERTS_COL.proc_guid] as string];
      wanted.set(keyOf(host, guid), [host, guid]);
    }
    for (let depth = 0; depth <= MAX_DEPTH && wanted.size > 0; depth++) {
      const pairs = [...wanted.values()];
      const params = { hosts: pairs.map(([host]) => host), guids: pairs.map(([, guid]) => guid) };
      for (const key of wanted.keys()) known.set(key, undefined);
      const found = await this.options.store.query<ProcessRow>(PROCESSES, { params });
      wanted = new Map();
      for (const process of found) {
        known.set(keyOf(process.host, process.guid), process);
        const parent = keyOf(process.host, process.parent);
        if (process.parent !== NIL && !known.has(parent)) wanted.set(parent, [process.host, process.parent]);
      }
    }
    return rows.map((row) => {
      const host = row[ALERTS_COL.host] as string;
      return chain(known.get(keyOf(host, row[ALERTS_COL.proc_guid] as string)), (guid) => known.get(keyOf(host, guid)));
    });
  }

  /** Rows that add nothing but the lineage: the engine folds them into those that are there. */
  private async write(rows: readonly Row[], chains: readonly (readonly Ancestor[])[]): Promise<void> {
    rows.forEach((row, index) => {
      const more = [...row];
      more[ALERTS_COL.count] = 0;
      more[ALERTS_COL.event_ids] = [];
      more[ALERTS_COL.lineage] = JSON.stringify(chains[index]);
      this.builder.append(more);
    });
    const bytes = this.builder.finish();
    const ids = createHash('sha256');
    for (const row of rows) ids.update(row[ALERTS_COL.alert_id] as string);
    const dedupToken = `lineage-${ids.digest('hex')}`;
    const settings = { max_partitions_per_insert_block: '0' } as const;
    await this.options.store.insertNative('alerts', bytes, { rows: rows.length, dedupToken, settings });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }
}

/** Parents upwards; where the next one is not known, what its child tells of it ends the chain. */
function chain(process: ProcessRow | undefined, find: (guid: string) => ProcessRow | undefined): readonly Ancestor[] {
  const ancestors: Ancestor[] = [];
  let child = process;
  while (child !== undefined && ancestors.length < MAX_DEPTH) {
    const parent: ProcessRow | undefined = child.parent === NIL ? undefined : find(child.parent);
    if (parent === undefined) {
      const { parent: guid, parent_pid: pid, parent_image: image, parent_command_line: commandLine } = child;
      if (image !== '' || pid !== 0)
        ancestors.push({
          guid: guid === NIL ? '' : guid,
          pid,
          image,
          commandLine: commandLine.slice(0, MAX_COMMAND_LINE),
          user: '',
          start: '',
        });
      break;
    }
    ancestors.push({
      guid: parent.guid,
      pid: parent.pid,
      image: parent.image,
      commandLine: parent.command_line.slice(0, MAX_COMMAND_LINE),
      user: parent.user,
      start: parent.started,
    });
    child = parent;
  }
  return ancestors;
}
