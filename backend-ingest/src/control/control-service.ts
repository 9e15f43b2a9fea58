// The desks behind the control API: one request after the other, so that two people who act at once see each other.
import {
  mayDo,
  type ActionAnswer,
  type ActionRequest,
  type Actor,
  type ExceptionAnswer,
  type ExceptionPreview,
  type ExceptionPreviewRequest,
  type ExceptionRequest,
  type IncidentAnswer,
  type IncidentRequest,
  type JournalAnswer,
  type JournalRequest,
  type Right,
} from '@huntboard/actions';
import { StoreError, type Store } from '@huntboard/clickhouse';
import { AppError } from '../errors.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { AlertDesk } from './alert-desk.ts';
import { ControlLease } from './control-lease.ts';
import { ExceptionDesk, type ExceptionDeskOptions } from './exception-desk.ts';
import { previewException } from './exception-preview.ts';
import { IncidentDesk } from './incident-desk.ts';
import { IncidentGrouper } from './incident-grouper.ts';
import { InTurn } from './in-turn.ts';
import { JournalDesk } from './journal-desk.ts';
import { OpenAlertsKeeper, tidyOpenAlerts } from './open-alerts.ts';
import { Pace } from './pace.ts';
import { Refusal } from './refusal.ts';
import { RefusalLog } from './refusal-log.ts';
import { repairStates } from './repair-states.ts';
import { Sequence } from './sequence.ts';

/** Requests that wait for the one before them. */
const MAX_WAITING = 200;
/** Between looks at the lease: it is renewed well before it expires. */
const LEASE_MS = 25_000;

export interface ControlServiceOptions {
  readonly store: Store;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  /** Alerts in one request. */
  readonly maxBulk: number;
  /** How the exceptions in force get to detection. */
  readonly exceptions: Pick<ExceptionDeskOptions, 'file' | 'takeUp'>;
  /** Time between looks for alerts that belong together; 0: they are not grouped. */
  readonly groupEveryMs: number;
  /** Name of the cluster that the store is; '': one server. */
  readonly cluster: string;
  /** This service among those of the installation. */
  readonly service: { readonly id: string; readonly node: string };
}

export class ControlService {
  private readonly options: ControlServiceOptions;
  private readonly turn = new InTurn(MAX_WAITING);
  private readonly pace: Pace;
  private readonly sequence: Sequence;
  private readonly alerts: AlertDesk;
  private readonly incidents: IncidentDesk;
  private readonly exceptions: ExceptionDesk;
  private readonly journal: JournalDesk;
  private readonly grouper: IncidentGrouper;
  private readonly lease: ControlLease;
  private renewal: NodeJS.Timeout | undefined;
  private stopped = false;
  /** From the first action on: who never acts tidies nothing. */
  private keeper: OpenAlertsKeeper | undefined;
  readonly refusals: RefusalLog;
  private repaired = false;

  constructor(options: ControlServiceOptions) {
    this.options = options;
    const { store, now, maxBulk, telemetry } = options;
    this.pace = new Pace(now);
    this.lease = new ControlLease({
      store,
      service: options.service.id,
      node: options.service.node,
      monotonic: () => performance.now(),
    });
    this.sequence = new Sequence(store, now);
    const desk = { store, now, sequence: this.sequence };
    this.alerts = new AlertDesk({ ...desk, maxBulk });
    this.incidents = new IncidentDesk({ ...desk, maxBulk });
    this.exceptions = new ExceptionDesk({ ...desk, ...options.exceptions });
    this.journal = new JournalDesk(desk);
    this.grouper = new IncidentGrouper({
      store,
      desk: this.incidents,
      everyMs: options.groupEveryMs,
      inTurn: (task) => this.inTurn(task),
      onError: (error) => telemetry.groupingFailed(error),
    });
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

  /** @param hidden alerts that the actor may not see */
  act(actor: Actor, request: ActionRequest, hidden?: ReadonlySet<string>): Promise<ActionAnswer> {
    return this.inTurn(() => this.alerts.act(actor, request, hidden));
  }

  actOnIncident(actor: Actor, request: IncidentRequest): Promise<IncidentAnswer> {
    return this.inTurn(() => this.incidents.act(actor, request));
  }

  actOnException(actor: Actor, request: ExceptionRequest): Promise<ExceptionAnswer> {
    return this.inTurn(() => this.exceptions.act(actor, request));
  }

  write(actor: Actor, request: JournalRequest): Promise<JournalAnswer> {
    return this.inTurn(() => this.journal.write(actor, request));
  }

  /** Reads only, and may take long: it holds up nobody. */
  previewException(request: ExceptionPreviewRequest): Promise<ExceptionPreview> {
    return this.told(previewException(this.options.store, request, this.options.now()));
  }

  /** Rejects with AppError `control_held` when another service acts for people, `control_unavailable` when the store is away. */
  async ready(): Promise<void> {
    const holder = await this.told(this.lease.heldBy());
    if (holder !== undefined) throw new AppError('control_held', 'control', { detail: `by ${holder}` });
  }

  /** Groups what there is to group now, and hands the exceptions in force to detection. Rejects as actions do. */
  async catchUp(): Promise<void> {
    await this.inTurn(async () => void (await this.exceptions.publish()));
    if (!this.stopped) await this.grouper.look();
  }

  /** A store that fails is told as such: the same request can be sent again. */
  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    // It would take the lease again that is given back.
    if (this.stopped) throw new AppError('draining', 'control');
    const run = this.turn.run(async () => {
      await this.begin();
      return task();
    });
    if (run === undefined) throw new AppError('control_unavailable', 'control', { retryAfter: 1 });
    return this.told(run);
  }

  private async told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.options.telemetry.actionFailed(error);
      throw new AppError('control_unavailable', 'control', { retryAfter: 2 });
    }
  }

  private async begin(): Promise<void> {
    // Another service may have acted since: what this one knew is old.
    if (await this.lease.hold()) {
      this.sequence.forget();
      this.repaired = false;
      // Held on to while nobody acts; what goes wrong with it shows with the next action.
      this.renewal ??= setInterval(() => void this.inTurn(async () => undefined).catch(() => undefined), LEASE_MS);
      this.renewal.unref();
    }
    await this.sequence.begin();
    if (this.repaired) return;
    await repairStates(this.options.store);
    await tidyOpenAlerts(this.options);
    this.keeper ??= new OpenAlertsKeeper({
      store: this.options.store,
      cluster: this.options.cluster,
      inTurn: (task) => this.inTurn(task),
      onError: (error) => this.options.telemetry.actionFailed(error),
    });
    this.repaired = true;
  }

  /** Waits for what is under way and writes the rest of the audit. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.renewal);
    await this.grouper.stop();
    await this.keeper?.stop();
    await this.turn.ended();
    await this.refusals.stop();
    // A store that is away lets it expire.
    await this.lease.release().catch(() => undefined);
  }
}
