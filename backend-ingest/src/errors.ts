// Every error a client can see: code, status, whether coming again helps. Each code has a heading in docs/errors.md.

interface ErrorKind {
  readonly status: number;
  readonly stage: 'input' | 'pipeline' | 'decode' | 'control' | 'service';
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
  readonly message: string;
}

export const errorKinds = {
  unauthorized: { status: 401, stage: 'input', retryable: false, message: 'a valid bearer token is missing' },
  not_found: { status: 404, stage: 'input', retryable: false, message: 'there is nothing at this address' },
  bad_request: { status: 400, stage: 'input', retryable: false, message: 'the request cannot be understood' },
  request_timeout: { status: 408, stage: 'input', retryable: true, message: 'the request took too long to arrive' },
  body_too_large: {
    status: 413,
    stage: 'input',
    retryable: false,
    message: 'the body is larger than this server takes',
  },
  media_type_not_supported: {
    status: 415,
    stage: 'input',
    retryable: false,
    message: 'the Content-Type is none of JSON, NDJSON, text and XML',
  },
  encoding_not_supported: {
    status: 415,
    stage: 'input',
    retryable: false,
    message: 'the Content-Encoding is not supported',
  },
  body_not_decodable: {
    status: 400,
    stage: 'decode',
    retryable: false,
    message: 'the body cannot be decompressed; it is kept in the quarantine',
  },
  busy: { status: 429, stage: 'pipeline', retryable: true, message: 'more came in than can be decoded; come again' },
  queue_full: {
    status: 429,
    stage: 'pipeline',
    retryable: true,
    message: 'the queue is full because the store does not take events; come again',
  },
  queue_not_writable: {
    status: 503,
    stage: 'pipeline',
    retryable: true,
    message: 'the queue cannot be written; nothing was kept',
  },
  draining: { status: 503, stage: 'service', retryable: true, message: 'the service is ending; come again' },
  enroll_secret_invalid: { status: 401, stage: 'input', retryable: false, message: 'the enroll secret is not valid' },
  node_invalid: {
    status: 401,
    stage: 'input',
    retryable: true,
    message: 'the node key is not of this server; enroll again',
  },
  carve_not_offered: { status: 400, stage: 'input', retryable: false, message: 'this server takes no carved files' },
  action_invalid: { status: 400, stage: 'control', retryable: false, message: 'the request does not fit its schema' },
  action_forbidden: { status: 403, stage: 'control', retryable: false, message: 'this user may not do it' },
  action_conflict: { status: 409, stage: 'control', retryable: false, message: 'it cannot be done as things stand' },
  target_unknown: { status: 404, stage: 'control', retryable: false, message: 'what it is about is not there' },
  action_key_reused: {
    status: 409,
    stage: 'control',
    retryable: false,
    message: 'the key of the request belongs to another request',
  },
  too_many_actions: { status: 429, stage: 'control', retryable: true, message: 'this user sends too many requests' },
  control_unavailable: {
    status: 503,
    stage: 'control',
    retryable: true,
    message: 'the store does not answer; the same request can be sent again',
  },
  control_held: {
    status: 503,
    stage: 'control',
    retryable: true,
    message: 'another service of this installation acts for people',
  },
  internal_error: { status: 500, stage: 'service', retryable: true, message: 'the service failed; its log tells more' },
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ErrorCode = keyof typeof errorKinds;

/** Reasons in the quarantine, and beside it, that this service gives itself; those of the decoder come from packages/sources. */
export const quarantineCodes = [
  'body_not_decodable',
  'body_too_large',
  'encoding_not_supported',
  'decoder_failed',
  'store_refused',
  'dead_letter',
] as const;

/** An error that is told to the client as it is. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly stage: ErrorKind['stage'];
  readonly retryable: boolean;
  /** Input that it happened at. */
  readonly source: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    source: string,
    options: { readonly detail?: string; readonly retryAfter?: number } = {},
  ) {
    const kind: ErrorKind = errorKinds[code];
    super(options.detail === undefined ? kind.message : `${kind.message}: ${options.detail}`);
    this.code = code;
    this.status = kind.status;
    this.stage = kind.stage;
    this.retryable = kind.retryable;
    this.source = source;
    this.retryAfter = options.retryAfter;
  }
}
