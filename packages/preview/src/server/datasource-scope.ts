// What the datasource routes share: finding a datasource, cancelling with the browser, wording errors.
import type { FastifyReply } from 'fastify';
import type { DatasourceBackends } from './datasource-backends';
import type { Datasource } from './read-datasources';

export interface DatasourceScope {
  readonly datasources: readonly Datasource[];
  readonly backends: DatasourceBackends;
  /** Epoch ms; the backend keys its instances on it. */
  readonly startedAt: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** The datasource with this uid or name; an empty uid means the default one. */
export function findDatasource({ datasources }: DatasourceScope, uid: string): Datasource | undefined {
  return uid === ''
    ? (datasources.find((candidate) => candidate.isDefault) ?? datasources[0])
    : datasources.find((candidate) => candidate.uid === uid || candidate.name === uid);
}

/** What a route answers, with status 404, for a uid that `findDatasource` does not know. */
export function notProvisioned(uid: string): { readonly status: 'ERROR'; readonly message: string } {
  return { status: 'ERROR', message: `Datasource ${uid} is not provisioned` };
}

/** Aborts when the browser goes away before its answer: a cancelled panel must not keep the store busy. */
export function abortWith(reply: FastifyReply): AbortSignal {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) {
      abort.abort();
    }
  });
  return abort.signal;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
