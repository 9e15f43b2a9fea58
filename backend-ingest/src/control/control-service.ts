// The desks behind the control API: one request after the other, so that two people who act at once see each other.
import { mayDo, type ActionAnswer, type ActionRequest, type Actor, type Right } from '@huntboard/actions';
import { StoreError, type Store } from '@huntboard/clickhouse';
import { AppError } from '../errors.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { AlertDesk } from './alert-desk.ts';
import { InTurn } from './in-turn.ts';
import { Pace } from './pace.ts';
import { Refusal } from './refusal.ts';
import { RefusalLog } from './refusal-log.ts';
import { repairStates } from './repair-states.ts';
import { Sequence } from './sequence.ts';

/** Requests that wait for the one before them. */
const MAX_WAITING = 200;

export interface ControlServiceOptions {
  readonly store: Store;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  /** Alerts in one request. */
  readonly maxBulk: number;
}

export class ControlService {
  private readonly options: ControlServiceOptions;
  private readonly turn = new InTurn(MAX_WAITING);
  private readonly pace: Pace;
  private readonly sequence: Sequence;
  private readonly alerts: AlertDesk;
  readonly refusals: RefusalLog;
  private repaired = false;

  constructor(options: ControlServiceOptions) {
    this.options = options;
    const { store, now, maxBulk, telemetry } = options;
    this.pace = new Pace(now);
    this.sequence = new Sequence(store, now);
    this.alerts = new AlertDesk({ store, now, maxBulk, sequence: this.sequence });
    this.refusals = new RefusalLog({ store, now, onError: (error) => telemetry.auditNotWritten(error) });
  }

  get maxBulk(): number {
    return this.options.maxBulk;
  }

  /** Refuses who has no right to it, or asks too often. */
  admit(actor: Actor | undefined, right: Right): Actor {
    if (actor === undefined) throw new Refusal('action_forbidden', { detail: 'nobody is signed in' });
    if (!this.pace.take(actor.login)) throw new Refusal('too_many_actions', { retryAfter: 1 });
    if (!mayDo(actor.role, right))
      throw new Refusal('action_forbidden', { detail: `it takes more than the role ${actor.role || 'none'}` });
    return actor;
  }

  act(actor: Actor, request: ActionRequest): Promise<ActionAnswer> {
    return this.inTurn(() => this.alerts.act(actor, request));
  }

  /** A store that fails is told as such: the same request can be sent again. */
  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.turn.run(async () => {
      await this.begin();
      return task();
    });
    if (run === undefined) throw new AppError('control_unavailable', 'control', { retryAfter: 1 });
    try {
      return await run;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.options.telemetry.actionFailed(error);
      throw new AppError('control_unavailable', 'control', { retryAfter: 2 });
    }
  }

  private async begin(): Promise<void> {
    await this.sequence.begin();
    if (this.repaired) return;
    await repairStates(this.options.store);
    this.repaired = true;
  }

  /** Waits for what is under way and writes the rest of the audit. */
  async stop(): Promise<void> {
    await this.turn.ended();
    await this.refusals.stop();
  }
}
