// Binds generated service descriptions to grpc-js: typed handlers in, a service definition out.
import type { DescMessage, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type {
  Metadata,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedHandleCall,
  sendUnaryData,
} from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';

export interface CallInfo {
  readonly metadata: Metadata;
  readonly signal: AbortSignal;
}

/** An error with its gRPC code; any other error becomes INTERNAL. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

function fault(error: unknown): { readonly code: status; readonly details: string } {
  if (error instanceof GrpcError) return { code: error.code, details: error.message };
  return { code: status.INTERNAL, details: error instanceof Error ? error.message : String(error) };
}

function abortOnCancel(call: {
  on: (event: 'cancelled', listener: () => void) => unknown;
  readonly cancelled: boolean;
}): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  call.on('cancelled', () => controller.abort());
  return controller.signal;
}

/** A method with one request and one answer. */
export function unary<I extends DescMessage, O>(
  _method: { readonly input: I },
  handle: (request: MessageShape<I>, info: CallInfo) => Promise<O>,
): UntypedHandleCall {
  return (call: ServerUnaryCall<MessageShape<I>, O>, callback: sendUnaryData<O>): void => {
    handle(call.request, { metadata: call.metadata, signal: abortOnCancel(call) }).then(
      (answer) => callback(null, answer),
      (error: unknown) => callback(fault(error)),
    );
  };
}

/** Resolves when the call takes more: the other side may be slower than we are. */
function written(call: ServerWritableStream<unknown, unknown>, answer: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted || call.write(answer)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** A method with one request and a stream of answers. `send` resolves when there is room for more. */
export function serverStream<I extends DescMessage, O extends DescMessage>(
  _method: { readonly input: I; readonly output: O },
  handle: (
    request: MessageShape<I>,
    info: CallInfo,
    send: (answer: MessageInitShape<O>) => Promise<void>,
  ) => Promise<void>,
): UntypedHandleCall {
  return (call: ServerWritableStream<MessageShape<I>, MessageInitShape<O>>): void => {
    const info = { metadata: call.metadata, signal: abortOnCancel(call) };
    handle(call.request, info, (answer) => written(call, answer, info.signal)).then(
      () => call.end(),
      (error: unknown) => call.emit('error', fault(error)),
    );
  };
}

/** A stream both ways that says nothing and stays open until the other side ends it. */
export function heldOpen(): UntypedHandleCall {
  return (call: ServerDuplexStream<unknown, unknown>): void => {
    call.on('data', () => undefined);
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  };
}

/** How to write one method's answer to bytes, when the generated code is not fast enough. */
export type Serializers = Readonly<Record<string, (answer: never) => Buffer>>;

/** grpc-js definition of a service. Methods without a handler answer UNIMPLEMENTED (12). */
export function serviceDefinition(service: DescService, serializers: Serializers = {}): ServiceDefinition {
  return Object.fromEntries(
    service.methods.map((method) => [
      method.localName,
      {
        path: `/${service.typeName}/${method.name}`,
        originalName: method.localName,
        requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
        responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
        requestSerialize: (value: MessageInitShape<DescMessage>) =>
          Buffer.from(toBinary(method.input, create(method.input, value))),
        requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
        responseSerialize:
          (serializers[method.localName] as ((answer: unknown) => Buffer) | undefined) ??
          ((value: MessageInitShape<DescMessage>) =>
            Buffer.from(toBinary(method.output, create(method.output, value)))),
        responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
      },
    ]),
  );
}
