// What all requests share: the engine, client sessions, the query log, places per user.
import { ClientSessions } from './client-sessions.ts';
import type { Engine } from './engine.ts';
import { Places, QueryLog } from './query-log.ts';
import type { EmbeddedUser, ServerOptions } from '../options.ts';

export class Server {
  readonly options: ServerOptions;
  readonly engine: Engine;
  readonly sessions: ClientSessions;
  readonly log: QueryLog;
  /** Set when the store stops: connections are then closed after their answer. */
  stopping = false;
  readonly #places = new Map<string, Places>();

  constructor(options: ServerOptions, engine: Engine) {
    this.options = options;
    this.engine = engine;
    this.sessions = new ClientSessions(options.limits, (key) => engine.queries.closeSession(`session ${key}`));
    this.log = new QueryLog(options.limits.queryLogEntries);
  }

  placesOf(user: EmbeddedUser): Places {
    let places = this.#places.get(user.name);
    if (places === undefined) {
      places = new Places(user.quotas?.concurrentQueries ?? Infinity);
      this.#places.set(user.name, places);
    }
    return places;
  }
}
