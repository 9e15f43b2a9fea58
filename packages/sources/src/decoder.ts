// The decoder: frames a body, recognises the shape of each event, normalises it into the one row, and hands it to the sink.
import { COL } from '@huntboard/schema';
import type { DecodeOptions, Decoder, Delivery, EventSink } from './contract.ts';
import { frameBody } from './framing/frame-body.ts';
import type { FrameSink } from './framing/frame-body.ts';
import { ProcessMemory } from './identity/process-memory.ts';
import { isOsqueryLine } from './osquery/osquery-envelope.ts';
import { normalizeOsquery } from './osquery/results/normalize-results.ts';
import type { OsqueryContext } from './osquery/results/normalize-results.ts';
import type { QuarantineCode } from './quarantine-codes.ts';
import { RowWriter } from './row-writer.ts';
import { createHostCanonicaliser } from './values/host.ts';
import type { JsonObject } from './values/json.ts';
import { normalizeEventXml } from './windows/event-xml/normalize-event-xml.ts';
import { WindowsNormalizer } from './windows/normalize/windows-normalizer.ts';
import { recognizeWindows } from './windows/recognize-windows.ts';

/**
 * A decoder with its own row and its own memory of running processes; not for concurrent use. Events of one host should go
 * through one decoder, because what it remembers links processes that sensors name only by their id.
 */
export function createDecoder(options: DecodeOptions): Decoder {
  return new BodyDecoder(options);
}

class BodyDecoder implements Decoder, FrameSink {
  readonly #options: DecodeOptions;
  readonly #context: OsqueryContext;
  #body: Buffer = Buffer.alloc(0);
  #delivery!: Delivery;
  #sink!: EventSink;

  constructor(options: DecodeOptions) {
    this.#options = options;
    const base = {
      writer: new RowWriter(),
      memory: new ProcessMemory(),
      limits: options.limits,
      canonicalHost: createHostCanonicaliser(options.canonicalHost ?? 'short'),
      maxTime: 0,
      osqueryTable: (name: string): string | undefined => options.osqueryTable(name),
    };
    const context = base as OsqueryContext;
    Object.assign(context, { windows: new WindowsNormalizer(context) });
    this.#context = context;
  }

  decode(body: Uint8Array, delivery: Delivery, sink: EventSink): void {
    this.#body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#delivery = delivery;
    this.#sink = sink;
    this.#context.maxTime = this.#options.now() + this.#options.limits.maxFutureMs;
    frameBody(this.#body, this.#options.limits.maxEventBytes, this);
  }

  object(start: number, end: number, value: JsonObject, text: string): void {
    let code: QuarantineCode | undefined;
    try {
      const normalizeWindows = recognizeWindows(value);
      if (normalizeWindows !== undefined) {
        code = normalizeWindows(value, text, this.#context.windows);
        if (code === undefined) this.#emit(start, end);
      } else if (isOsqueryLine(value)) code = this.#osquery(start, end, value, text);
      else code = 'shape_unknown';
    } catch (error) {
      return this.refused('decode_failed', error instanceof Error ? error.message : String(error), start, end);
    }
    if (code !== undefined) this.refused(code, this.#detail(code, value), start, end);
  }

  xml(start: number, end: number, markup: number): void {
    const text = this.#body.toString('utf8', markup, end);
    try {
      const refusal = normalizeEventXml(text, this.#options.limits, this.#context.windows);
      if (refusal === undefined) this.#emit(start, end);
      else this.refused(refusal.code, refusal.detail, start, end);
    } catch (error) {
      this.refused('decode_failed', error instanceof Error ? error.message : String(error), start, end);
    }
  }

  refused(code: QuarantineCode, detail: string, start: number, end: number): void {
    const cut = Math.min(end, start + this.#options.limits.maxEventBytes);
    this.#sink.quarantine({ code, detail, bytes: this.#body.subarray(start, cut), size: end - start });
  }

  #osquery(start: number, end: number, value: JsonObject, text: string): QuarantineCode | undefined {
    const identifier = this.#delivery.osquery?.hostIdentifier ?? '';
    return normalizeOsquery(value, text, identifier, this.#context, () => this.#emit(start, end));
  }

  #emit(start: number, end: number): void {
    const { row } = this.#context.writer;
    row[COL.raw] = new Uint8Array(this.#body.buffer, this.#body.byteOffset + start, end - start);
    this.#sink.row(row);
  }

  #detail(code: QuarantineCode, value: JsonObject): string {
    if (code !== 'shape_unknown') return '';
    return `an object with ${Object.keys(value).slice(0, 8).join(', ').slice(0, 200)}`;
  }
}
