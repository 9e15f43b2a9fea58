// `huntboard quarantine list|replay`: what could not be decoded, and another try after a decoder or a setting was mended.
import { encodeRows, quarantine } from '@huntboard/schema';
import type { Store } from '@huntboard/clickhouse';
import type { Command } from 'commander';
import { eventsTarget } from './ingest.ts';
import { openLocalStore } from './local-store.ts';
import { sendEvents } from './send-events.ts';

interface Filter {
  readonly code?: string;
  readonly id?: string;
  readonly limit: string;
  readonly data?: string;
  readonly json?: true;
}

interface Item {
  readonly quarantine_id: string;
  readonly received_at: string;
  readonly input: string;
  readonly origin: string;
  readonly code: string;
  readonly detail: string;
  readonly size: string | number;
  readonly status: string;
  readonly held: string | number;
  readonly bytes: string;
}

/** Bodies that never became events: their bytes are compressed, or cut. */
const NOT_REPLAYABLE: ReadonlySet<string> = new Set(['body_not_decodable', 'body_too_large', 'encoding_not_supported']);

const CONDITIONS = `({code:String} = '' OR code = {code:String}) AND ({id:String} = '' OR toString(quarantine_id) = {id:String})`;

function select(store: Store, filter: Filter, columns: string, condition: string): Promise<Item[]> {
  const params = { code: filter.code ?? '', id: filter.id ?? '', limit: Math.max(1, Number(filter.limit) || 100) };
  const sql = `SELECT ${columns} FROM quarantine FINAL WHERE ${CONDITIONS} AND ${condition}
ORDER BY received_at DESC, quarantine_id LIMIT {limit:UInt32}`;
  return store.query<Item>(sql, { params });
}

const COLUMNS = 'quarantine_id, received_at, input, origin, code, detail, size, status';

async function list(filter: Filter): Promise<void> {
  const store = await openLocalStore(filter.data);
  try {
    const items = await select(store, filter, `${COLUMNS}, base64Encode(substring(bytes, 1, 200)) AS bytes`, '1');
    if (filter.json === true) {
      for (const item of items) process.stdout.write(`${JSON.stringify(item)}\n`);
      return;
    }
    if (items.length === 0) process.stdout.write('the quarantine is empty\n');
    for (const item of items) {
      const start = Buffer.from(item.bytes, 'base64')
        .toString('utf8')
        .replaceAll(/[^\x20-\x7e]/g, '·')
        .slice(0, 100);
      process.stdout.write(
        `${item.quarantine_id}  ${item.received_at}  ${item.status}  ${item.code}  from ${item.origin}, ${item.size} bytes\n` +
          `    ${item.detail}\n    ${start}\n`,
      );
    }
  } finally {
    await store.close();
  }
}

/** Writes the newer version of a row: it was replayed. */
async function markReplayed(store: Store, item: Item, at: number): Promise<void> {
  const row = {
    quarantine_id: item.quarantine_id,
    received_at: Date.parse(`${item.received_at.replace(' ', 'T')}Z`),
    updated_at: at,
    input: item.input,
    origin: item.origin,
    code: item.code,
    detail: item.detail,
    bytes: new Uint8Array(Buffer.from(item.bytes, 'base64')),
    size: Number(item.size),
    status: 'replayed',
  };
  await store.insertNative('quarantine', encodeRows(quarantine, [row]), {
    rows: 1,
    dedupToken: `replay-${item.quarantine_id}-${at}`,
  });
}

async function replay(filter: Filter & { readonly url?: string; readonly token?: string }): Promise<void> {
  const store = await openLocalStore(filter.data);
  const result = { replayed: 0, accepted: 0, quarantined: 0, skipped: 0 };
  try {
    const target = eventsTarget(filter);
    const columns = `${COLUMNS}, length(bytes) AS held, base64Encode(bytes) AS bytes`;
    for (const item of await select(store, filter, columns, "status = 'held'")) {
      if (NOT_REPLAYABLE.has(item.code) || Number(item.held) < Number(item.size)) {
        result.skipped++;
        continue;
      }
      const sent = await sendEvents(target, Buffer.from(item.bytes, 'base64'));
      // What is refused again stands in the quarantine anew, with today's reason.
      await markReplayed(store, item, Date.now());
      result.replayed++;
      result.accepted += sent.accepted;
      result.quarantined += sent.quarantined;
    }
  } finally {
    await store.close();
  }
  if (filter.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    process.stdout.write(
      `${result.replayed} replayed: ${result.accepted} events accepted, ${result.quarantined} quarantined again; ` +
        `${result.skipped} cannot be replayed (cut, or never decompressed)\n`,
    );
}

export function registerQuarantine(program: Command): void {
  const command = program.command('quarantine').description('look at what could not be decoded, and replay it');
  const filtered = (name: string, text: string): Command =>
    command
      .command(name)
      .description(text)
      .option('--code <code>', 'only items with this reason')
      .option('--id <id>', 'only this item')
      .option('--limit <n>', 'at most so many items', '100')
      .option('--data <dir>', 'data directory of the local installation')
      .option('--json', 'one JSON object a line');
  filtered('list', 'show the newest items').action(list);
  filtered('replay', 'send held items through the decoder again')
    .option('--url <url>', 'ingest service; default http://127.0.0.1:8088')
    .option('--token <token>', 'bearer token')
    .action(replay);
}
