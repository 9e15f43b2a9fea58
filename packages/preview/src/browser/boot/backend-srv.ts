// Grafana's BackendSrv over fetch: shorthand verbs, the observable `fetch`, cancellation by requestId.
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { EMPTY, fromEvent, lastValueFrom, Observable as RxObservable, Subject, takeUntil } from 'rxjs';

type Query = Record<string, unknown> | undefined;

/** `url` with `params` appended as Grafana does: arrays repeat the key, undefined is left out. */
export function withParams(url: string, params: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) {
        search.append(key, String(item));
      }
    }
  }
  const text = search.toString();
  return text === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

function absolute(url: string): string {
  return /^https?:/.test(url) || url.startsWith('/') ? url : `/${url}`;
}

async function readBody(response: Response, type: BackendSrvRequest['responseType']): Promise<unknown> {
  if (type === 'arraybuffer') {
    return response.arrayBuffer();
  }
  if (type === 'blob') {
    return response.blob();
  }
  const text = await response.text();
  if (type === 'text') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function cancelled(config: BackendSrvRequest): FetchError {
  return { status: -1, statusText: 'Request was aborted', data: null, cancelled: true, config };
}

/** Installs as Grafana's backend service; every request goes to this page's own origin. */
export class PreviewBackendSrv implements BackendSrv {
  readonly #superseded = new Subject<string>();

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    if (options.requestId !== undefined) {
      this.#superseded.next(options.requestId);
    }
    const response = new RxObservable<FetchResponse<T>>((observer) => {
      const abort = new AbortController();
      this.#send<T>(options, abort.signal).then(
        (value) => {
          observer.next(value);
          observer.complete();
        },
        (error: unknown) => observer.error(error),
      );
      const stop = options.requestId === undefined ? EMPTY : this.#superseded;
      const subscription = stop.subscribe((id) => {
        if (id === options.requestId) {
          observer.error(cancelled(options));
          abort.abort();
        }
      });
      return () => {
        subscription.unsubscribe();
        abort.abort();
      };
    });
    return options.abortSignal ? response.pipe(takeUntil(fromEvent(options.abortSignal, 'abort'))) : response;
  }

  chunked(): Observable<FetchResponse<Uint8Array | undefined>> {
    throw new Error('Streaming responses are not part of the preview');
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  async request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return (await lastValueFrom(this.fetch<T>(options))).data;
  }

  get<T = unknown>(url: string, params?: Query, requestId?: string, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({
      ...options,
      ...(requestId === undefined ? {} : { requestId }),
      method: 'GET',
      url,
      params: params ?? {},
    });
  }

  delete<T = unknown>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T = unknown>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T = unknown>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T = unknown>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }

  async #send<T>(options: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
    const url = withParams(absolute(options.url), options.params);
    const hasBody = options.data !== undefined && options.method !== undefined && options.method !== 'GET';
    const headers = new Headers(options.headers);
    if (hasBody && !headers.has('Content-Type')) {
      headers.set('Content-Type', 'application/json');
    }
    let response: Response;
    try {
      response = await fetch(url, {
        method: options.method ?? 'GET',
        headers,
        signal,
        ...(hasBody ? { body: JSON.stringify(options.data) } : {}),
      });
    } catch (error) {
      if (signal.aborted) {
        throw cancelled(options);
      }
      const message = 'The preview server does not answer. Is it still running?';
      throw {
        status: 0,
        statusText: message,
        data: { message, error: String(error) },
        message,
        config: options,
      } satisfies FetchError;
    }
    const data = await readBody(response, options.responseType);
    if (!response.ok) {
      throw {
        status: response.status,
        statusText: response.statusText,
        data: asErrorData(data),
        config: options,
      } satisfies FetchError;
    }
    const { status, statusText, ok, headers: received, redirected, type } = response;
    return { data: data as T, status, statusText, ok, headers: received, redirected, type, url, config: options };
  }
}

function asErrorData(data: unknown): unknown {
  return typeof data === 'string' ? { message: data } : data;
}
