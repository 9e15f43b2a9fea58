// Questions to the data source, as any panel asks them, but with values that are never taken for variables.
import { dateTime } from '@grafana/data';
import type { DataFrame } from '@grafana/data';
import { getBackendSrv, isFetchError, toDataQueryResponse } from '@grafana/runtime';
import type { BackendDataSourceResponse } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

export interface Range {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
}

/** A query model of the data source; the backend checks it. */
export type Model = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A row of a frame, by the names of its fields. */
export type FrameRow = Readonly<Record<string, unknown>>;

const TYPE = 'huntboard-datasource';

/** What went wrong, in words for a person. */
export class AskError extends Error {
  override readonly name = 'AskError';
}

const wordsOf = (error: unknown): string => {
  if (isFetchError(error)) {
    const data: unknown = error.data;
    const body = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
    const words = body['error'] ?? body['message'];
    if (typeof words === 'string' && words !== '') return words;
    return error.statusText ?? `the server answered ${error.status}`;
  }
  return error instanceof Error ? error.message : String(error);
};

/**
 * The frames of a query. Models go past the dashboard's variables: a command line with `$x` in it must arrive as it is.
 * @throws AskError
 */
export async function ask(
  uid: string,
  model: Model,
  range: Range,
  signal?: AbortSignal,
): Promise<readonly DataFrame[]> {
  const query = {
    ...model,
    refId: 'A',
    datasource: { type: TYPE, uid },
    intervalMs: 60_000,
    maxDataPoints: 1000,
  };
  let answer: Awaited<ReturnType<typeof send>>;
  try {
    answer = await send();
  } catch (error) {
    throw new AskError(wordsOf(error), { cause: error });
  }
  const { data, errors } = toDataQueryResponse(answer, [query]);
  const [failed] = errors ?? [];
  if (failed !== undefined) throw new AskError(failed.message ?? 'The query failed');
  return data as DataFrame[];

  function send() {
    return lastValueFrom(
      getBackendSrv().fetch<BackendDataSourceResponse>({
        url: '/api/ds/query',
        method: 'POST',
        data: { queries: [query], from: String(range.from), to: String(range.to) },
        showErrorAlert: false,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      }),
    );
  }
}

/** Rows of a frame as objects; times as epoch ms. */
export function rowsOf(frame: DataFrame | undefined): readonly FrameRow[] {
  if (frame === undefined) return [];
  return Array.from({ length: frame.length }, (_, index) =>
    Object.fromEntries(frame.fields.map((field) => [field.name, field.values[index] as unknown])),
  );
}

export const textOf = (row: FrameRow, name: string): string => {
  const value = row[name];
  return value === null || value === undefined ? '' : String(value);
};

/** A time or number; 0 when absent. Times come as epoch ms or as text. */
export const numberOf = (row: FrameRow, name: string): number => {
  const value = row[name];
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return 0;
  const plain = Number(value);
  return Number.isNaN(plain) ? dateTime(value).valueOf() || 0 : plain;
};

const isFailure = (value: unknown): value is { error: string; code: string } =>
  typeof value === 'object' && value !== null && 'error' in value;

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly status: number;
      readonly body: unknown;
      readonly words: string;
      readonly code: string;
    };

/** A resource of the data source: docs/actions.md. Refusals are answers, too: they are not thrown. */
export async function callResource(
  uid: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        url: `/api/datasources/uid/${encodeURIComponent(uid)}/resources/${path}`,
        method,
        ...(body === undefined ? {} : { data: body }),
        showErrorAlert: false,
        showSuccessAlert: false,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      }),
    );
    return { ok: true, body: response.data };
  } catch (error) {
    const status = isFetchError(error) ? error.status : 0;
    const data: unknown = isFetchError(error) ? error.data : undefined;
    return {
      ok: false,
      status,
      body: data,
      words: wordsOf(error),
      code: isFailure(data) ? String(data.code ?? '') : '',
    };
  }
}
