// Sessions that clients name (session_id): one request at a time, gone after their time-out.
import { frontException } from './exception.ts';
import type { SessionRequest } from './request.ts';
import type { EmbeddedLimits } from '../options.ts';

const DEFAULT_TIMEOUT_SECONDS = 60;

interface ClientSession {
  readonly key: string;
  busy: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface SessionLease {
  readonly key: string;
  /** `keep: false` ends the session (its engine session is gone or the client asked for it). */
  release(end: { readonly keep: boolean }): void;
}

export class ClientSessions {
  readonly #limits: EmbeddedLimits;
  readonly #onEnd: (key: string) => void;
  readonly #sessions = new Map<string, ClientSession>();

  constructor(limits: EmbeddedLimits, onEnd: (key: string) => void) {
    this.#limits = limits;
    this.#onEnd = onEnd;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Takes the session for one request. Throws 372 (unknown, with session_check), 373 (in use), 374 (time-out too long), 202 (too many). */
  lease(user: string, request: SessionRequest): SessionLease {
    const timeout = request.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
    if (timeout > this.#limits.sessionTimeout) {
      throw frontException(
        'INVALID_SESSION_TIMEOUT',
        `Session timeout '${timeout}' is larger than max_session_timeout: ${this.#limits.sessionTimeout}. Maximum session timeout could be modified in configuration file.`,
      );
    }
    const key = JSON.stringify([user, request.id]);
    let session = this.#sessions.get(key);
    if (session === undefined) {
      if (request.check) throw frontException('SESSION_NOT_FOUND', `Session ${request.id} not found`);
      if (this.#sessions.size >= this.#limits.sessions)
        throw frontException('TOO_MANY_SIMULTANEOUS_QUERIES', `${this.#limits.sessions} sessions are open already`);
      session = { key, busy: false, timer: undefined };
      this.#sessions.set(key, session);
    }
    if (session.busy)
      throw frontException('SESSION_IS_LOCKED', `Session ${request.id} is locked by a concurrent client`);
    session.busy = true;
    clearTimeout(session.timer);
    const leased = session;
    return {
      key,
      release: ({ keep }) => {
        leased.busy = false;
        if (!keep || timeout === 0) this.#end(leased);
        else leased.timer = setTimeout(() => this.#end(leased), timeout * 1000).unref();
      },
    };
  }

  #end(session: ClientSession): void {
    clearTimeout(session.timer);
    this.#sessions.delete(session.key);
    this.#onEnd(session.key);
  }
}
