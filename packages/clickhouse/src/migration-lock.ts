// A lock in the database itself, for servers without Keeper: creating a table is the one step that only one client can win.
import { bindNames } from '@huntboard/schema';
import type { Store } from './store.ts';

/*
 * Lock tables are named schema_lock_<n>; the comment of the one with the highest number says who holds the lock until when.
 * Taking it: when the highest is free or expired, create the next number (CREATE without IF NOT EXISTS: one wins), then look
 * again: whoever acted on old news sees a higher number than its own and steps back. Numbers only grow and the highest is
 * never dropped, so two holders cannot be. Times are the server's. On a cluster ON CLUSTER puts the statements of all
 * clients into one order, so the same holds.
 */
const PREFIX = 'schema_lock_';

interface LockState {
  readonly owner: string;
  /** Epoch milliseconds; 0 when given back. */
  readonly until: number;
}

export interface MigrationLock {
  /** Holds it for another while. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

export type LockResult =
  | { readonly ok: true; readonly lock: MigrationLock }
  | { readonly ok: false; readonly owner: string; readonly until: number };

export interface LockOptions {
  readonly owner: string;
  readonly cluster?: string;
  /** How long the lock outlives its last renewal. */
  readonly holdMs: number;
}

/** Takes the lock or says who has it. */
export async function takeMigrationLock(store: Store, options: LockOptions): Promise<LockResult> {
  const onCluster =
    options.cluster === undefined
      ? ''
      : bindNames(" ON CLUSTER '{{cluster}}'", { database: store.database, cluster: options.cluster });
  const state = async (): Promise<LockState> => ({
    owner: options.owner,
    until: (await serverTime(store)) + options.holdMs,
  });
  const before = await highestLock(store);
  const now = await serverTime(store);
  if (before && before.until > now) return { ok: false, owner: before.owner, until: before.until };
  const mine = (before?.number ?? 0) + 1;
  try {
    await store.command(
      `CREATE TABLE ${PREFIX}${mine}${onCluster} (x UInt8) ENGINE = Memory COMMENT ${comment(await state())}`,
    );
  } catch (thrown) {
    const winner = await highestLock(store);
    if (winner && winner.number >= mine) return { ok: false, owner: winner.owner, until: winner.until };
    throw thrown;
  }
  const after = await highestLock(store);
  if (after && after.number > mine) {
    await store.command(`DROP TABLE IF EXISTS ${PREFIX}${mine}${onCluster}`, { idempotent: true });
    return { ok: false, owner: after.owner, until: after.until };
  }
  if (before) await store.command(`DROP TABLE IF EXISTS ${PREFIX}${before.number}${onCluster}`, { idempotent: true });
  const write = (value: LockState) =>
    store.command(`ALTER TABLE ${PREFIX}${mine}${onCluster} MODIFY COMMENT ${comment(value)}`, { idempotent: true });
  return {
    ok: true,
    lock: { renew: async () => write(await state()), release: () => write({ owner: options.owner, until: 0 }) },
  };
}

async function serverTime(store: Store): Promise<number> {
  const [row] = await store.query<{ now: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS now');
  return Number(row?.now);
}

async function highestLock(store: Store): Promise<(LockState & { readonly number: number }) | undefined> {
  const rows = await store.query<{ number: string; comment: string }>(
    `SELECT toUInt64OrZero(substring(name, ${PREFIX.length + 1})) AS number, comment FROM system.tables
     WHERE database = {database:String} AND startsWith(name, {prefix:String}) ORDER BY number DESC LIMIT 1`,
    { params: { database: store.database, prefix: PREFIX } },
  );
  const row = rows[0];
  if (!row) return undefined;
  const { owner, until } = JSON.parse(row.comment) as LockState;
  return { number: Number(row.number), owner, until };
}

function comment(state: LockState): string {
  return `'${JSON.stringify(state).replace(/[\\']/g, '\\$&')}'`;
}
