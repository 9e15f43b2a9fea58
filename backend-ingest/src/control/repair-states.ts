// After a crash between an action and its feed the state of an alert may lag behind its actions: at start they are fed again.
import type { Store } from '@huntboard/clickhouse';
import { feeds } from '@huntboard/schema';

/** How far back a crash can have cut a feed; a row that is fed twice folds into one. */
const DAYS = 2;

/** Feeds the actions of the last days again. Rejects with StoreError. */
export async function repairStates(store: Pick<Store, 'command'>): Promise<void> {
  for (const { select, to, from } of feeds.filter(({ from }) => from.endsWith('_actions'))) {
    // A feed selects the columns of its table in their order.
    const recent = select.replace(
      `FROM ${from}`,
      `FROM (SELECT * FROM ${from} WHERE ts >= now() - toIntervalDay(${DAYS}))`,
    );
    await store.command(`INSERT INTO ${to} ${recent}`, {
      idempotent: true,
      settings: { max_partitions_per_insert_block: '0' },
    });
  }
}
