// Makes and revokes exceptions, tells before what one would have hidden, and hands those in force to detection as a file.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  ADMIN_EXCEPTION_DAYS,
  EDITOR_EXCEPTION_DAYS,
  mayDo,
  type Actor,
  type ExceptionAnswer,
  type ExceptionRequest,
} from '@huntboard/actions';
import type { Store } from '@huntboard/clickhouse';
import { encodeRows, exceptionActions, type RowObject } from '@huntboard/schema';
import { compileExceptions, ExceptionError } from '../detect/compile-exceptions.ts';
import { exceptionsSchema } from '../detect/documents.ts';
import { Refusal } from './refusal.ts';
import { digestOf, uuidOf } from './request-identity.ts';
import type { Sequence } from './sequence.ts';

const DAY = 86_400_000;

export interface ExceptionDeskOptions {
  readonly store: Pick<Store, 'query' | 'insertNative'>;
  readonly sequence: Sequence;
  readonly now: () => number;
  /** File of the exceptions in force, as detection reads it; undefined: detection is off here. */
  readonly file: string | undefined;
  /** Has detection read it; false: it did not, and will try again by itself. */
  readonly takeUp: () => Promise<boolean>;
}

type Create = Extract<ExceptionRequest, { action: 'create' }>;

interface Kept {
  readonly id: string;
  readonly rules: string[];
  readonly selection: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires_ms: string;
  readonly author: string;
  readonly revoked: number;
}

export class ExceptionDesk {
  private readonly options: ExceptionDeskOptions;

  constructor(options: ExceptionDeskOptions) {
    this.options = options;
  }

  /** Calls must follow one another. Rejects with Refusal, or with StoreError: sent again under its key, it acts once. */
  async act(actor: Actor, request: ExceptionRequest): Promise<ExceptionAnswer> {
    const { key } = request;
    const digest = digestOf(actor.login, request);
    const [before] = await this.options.store.query<{ id: string; digest: string }>(
      'SELECT exception_id AS id, request_digest AS digest FROM exception_actions WHERE request_id = {key:UUID} LIMIT 1',
      { params: { key } },
    );
    if (before !== undefined) {
      if (before.digest !== digest) throw new Refusal('action_key_reused');
      return { key, repeated: true, exception: before.id, inForce: await this.publish() };
    }
    const row = request.action === 'create' ? this.create(actor, request) : await this.revoke(actor, request);
    await this.append(actor, key, digest, row);
    return { key, repeated: false, exception: row['exception_id'] as string, inForce: await this.publish() };
  }

  private create(actor: Actor, request: Create): RowObject {
    const { key, rules, where, owner, reason, expires } = request;
    const now = this.options.now();
    const isAdmin = mayDo(actor.role, 'configure');
    if (rules.length === 0 && !isAdmin)
      throw new Refusal('action_forbidden', { detail: 'an exception for every rule takes the role Admin' });
    const days = isAdmin ? ADMIN_EXCEPTION_DAYS : EDITOR_EXCEPTION_DAYS;
    if (expires <= now) throw new Refusal('action_invalid', { detail: 'expires: it is over already' });
    if (expires > now + days * DAY)
      throw new Refusal('action_invalid', { detail: `expires: at most ${days} days from now` });
    checkSelection(request);
    return {
      exception_id: key,
      action: 'create',
      rules,
      where: JSON.stringify(where),
      owner,
      reason,
      expires_at: expires,
    };
  }

  private async revoke(actor: Actor, request: Extract<ExceptionRequest, { action: 'revoke' }>): Promise<RowObject> {
    const known = (await this.all()).find(({ id }) => id === request.exception);
    if (known === undefined) throw new Refusal('target_unknown', { detail: 'the exception' });
    if (known.revoked === 1) throw new Refusal('action_conflict', { detail: 'it is revoked already' });
    const own = known.author === actor.login || known.owner === actor.login;
    if (!own && !mayDo(actor.role, 'configure'))
      throw new Refusal('action_forbidden', { detail: `it is of ${known.author}, owned by ${known.owner}` });
    const { id, rules, selection, owner, expires_ms } = known;
    return {
      exception_id: id,
      action: 'revoke',
      rules,
      where: selection,
      owner,
      reason: request.reason,
      expires_at: Number(expires_ms),
    };
  }

  private all(): Promise<Kept[]> {
    return this.options.store.query<Kept>(
      `SELECT exception_id AS id, argMinIf(rules, seq, action = 'create') AS rules, argMinIf(where, seq, action = 'create') AS selection,
  argMinIf(owner, seq, action = 'create') AS owner, argMinIf(reason, seq, action = 'create') AS reason,
  toUnixTimestamp64Milli(minIf(expires_at, action = 'create')) AS expires_ms, argMinIf(actor, seq, action = 'create') AS author,
  countIf(action = 'revoke') > 0 AS revoked
FROM exception_actions GROUP BY exception_id ORDER BY min(seq)`,
    );
  }

  /** Writes the file of those in force, and lets detection read it. Rejects with StoreError. */
  async publish(): Promise<boolean> {
    const { file, now, takeUp } = this.options;
    if (file === undefined) return false;
    const inForce = (await this.all()).filter(({ revoked, expires_ms }) => revoked === 0 && Number(expires_ms) > now());
    const documents = inForce.map(({ id, rules, selection, owner, reason, expires_ms }) => ({
      id,
      rules: rules.length === 0 ? '*' : rules,
      where: JSON.parse(selection) as unknown,
      owner,
      reason,
      expires: new Date(Number(expires_ms)).toISOString(),
    }));
    const text = `${JSON.stringify(documents, null, 2)}\n`;
    if (documents.length === 0 ? !existsSync(file) : readText(file) === text) return true;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return takeUp();
  }

  private async append(actor: Actor, key: string, digest: string, row: RowObject): Promise<void> {
    const full = {
      ...row,
      action_id: uuidOf(key),
      seq: this.options.sequence.next(),
      ts: this.options.now(),
      actor: actor.login,
      role: actor.role,
      request_id: key,
      request_digest: digest,
    };
    await this.options.store.insertNative('exception_actions', encodeRows(exceptionActions, [full]), {
      rows: 1,
      dedupToken: `exception-${key}`,
    });
  }
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** A selection that detection could not read would keep it from loading its rules. */
export function checkSelection({ rules, where }: Pick<Create, 'rules' | 'where'>): void {
  const document = [
    { id: 'new', rules: rules.length === 0 ? '*' : rules, where, owner: 'x', reason: 'x', expires: '2100-01-01' },
  ];
  try {
    compileExceptions(exceptionsSchema.parse(document));
  } catch (error) {
    if (!(error instanceof ExceptionError)) throw error;
    throw new Refusal('action_invalid', {
      detail: `where: ${error.message.replace(/^exception new: /, '')}`.slice(0, 400),
    });
  }
}
