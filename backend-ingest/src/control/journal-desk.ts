// Writes down what people note beside alerts: hunts, and words for the next shift.
import type { Actor, JournalAnswer, JournalRequest } from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';
import { encodeRows, journal } from '@huntboard/schema';
import { Refusal } from './refusal.ts';
import { digestOf, uuidOf } from './request-identity.ts';
import type { Sequence } from './sequence.ts';

export interface JournalDeskOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  readonly sequence: Sequence;
  readonly now: () => number;
}

export class JournalDesk {
  private readonly options: JournalDeskOptions;

  constructor(options: JournalDeskOptions) {
    this.options = options;
  }

  /** Rejects with Refusal, or with StoreError: sent again under its key, it writes once. */
  async write(actor: Actor, request: JournalRequest): Promise<JournalAnswer> {
    const { store, sequence, now } = this.options;
    const { key, kind, ...text } = request;
    const digest = digestOf(actor.login, request);
    const [before] = await store.query<{ id: string; digest: string }>(
      'SELECT action_id AS id, request_digest AS digest FROM journal WHERE request_id = {key:UUID} LIMIT 1',
      { params: { key } },
    );
    if (before !== undefined && before.digest !== digest) throw new Refusal('action_key_reused');
    const entry = uuidOf(key);
    if (before !== undefined) return { key, repeated: true, entry };
    const row = {
      action_id: entry,
      seq: sequence.next(),
      ts: now(),
      actor: actor.login,
      role: actor.role,
      action: kind,
      ...text,
      request_id: key,
      request_digest: digest,
    };
    await store.insertNative('journal', encodeRows(journal, [row]), { rows: 1, dedupToken: `journal-${key}` });
    return { key, repeated: false, entry };
  }
}
