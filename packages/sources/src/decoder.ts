// The decoder: frames a body, recognises the shape of each event, normalises it into the one row, and hands it to the sink.
import { COL } from '@huntboard/schema';
import type { DecodeOptions, Decoder, Delivery, EventSink } from './contract.ts';
import { frameBody } from './framing/frame-body.ts';
import { itemRanges, memberRange } from './framing/scan-json.ts';
import { findEnvelope, withoutNodeKey } from './framing/unwrap-body.ts';
import { RowRanges } from './osquery/row-ranges.ts';
import type { FrameSink } from './framing/frame-body.ts';
import { normalizeFlat } from './flat/flat-source.ts';
import { recognizeFlat } from './flat/recognize-flat.ts';
import { ProcessMemory } from './identity/process-memory.ts';
import { isOsqueryLine } from './osquery/osquery-envelope.ts';
import { normalizeOsquery } from './osquery/results/normalize-results.ts';
import type { OsqueryContext } from './osquery/results/normalize-results.ts';
import type { QuarantineCode } from './quarantine-codes.ts';
import { RowWriter } from './row-writer.ts';
import { createHostCanonicaliser } from './values/host.ts';
import { isObject, parseJson } from './values/json.ts';
import type { JsonObject, JsonValue } from './values/json.ts';
import { normalizeEventXml } from './windows/event-xml/normalize-event-xml.ts';
import { findZoneAhead } from './windows/powershell-export/find-zone-ahead.ts';
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
  /** Where the event begins that is being decoded. */
  #at = 0;

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
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#delivery = delivery;
    this.#sink = sink;
    this.#context.maxTime = this.#options.now() + this.#options.limits.maxFutureMs;
    this.#context.windows.begin((computer) => findZoneAhead(this.#body, this.#at, computer));
    const envelope = findEnvelope(bytes, delivery.osquery !== undefined);
    if (envelope !== undefined) {
      this.#frame(bytes.subarray(envelope.list.start, envelope.list.end));
      this.#frame(bytes.subarray(envelope.end));
    } else if (delivery.osquery !== undefined && isRequest(bytes)) {
      this.#body = withoutNodeKey(bytes);
      this.refused('columns_missing', 'an osquery log request without its data', 0, bytes.length);
    } else this.#frame(bytes);
  }

  #frame(bytes: Buffer): void {
    this.#body = bytes;
    this.#at = 0;
    frameBody(bytes, this.#options.limits.maxEventBytes, this);
  }

  object(start: number, end: number, value: JsonObject, text: string): void {
    this.#at = start;
    if (value['EventID'] === undefined) {
      if (Array.isArray(value['records'])) return this.#records('records', start, end);
      if (Array.isArray(value['Records'])) return this.#records('Records', start, end);
    }
    let code: QuarantineCode | undefined;
    try {
      const normalizeWindows = declaresOther(value['logsource']) ? undefined : recognizeWindows(value);
      if (normalizeWindows !== undefined) {
        code = normalizeWindows(value, text, this.#context.windows);
        if (code === undefined) this.#emit(start, end);
      } else if (isOsqueryLine(value)) code = this.#osquery(start, end, value, text);
      else {
        const source = recognizeFlat(value);
        code = source === undefined ? 'shape_unknown' : normalizeFlat(source, value, text, this.#context);
        if (code === undefined) this.#emit(start, end);
      }
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

  /** The list that Azure or CloudTrail wraps events in: each item is an event of its own. */
  #records(name: 'records' | 'Records', start: number, end: number): void {
    const list = memberRange(this.#body, start, end, name);
    const items = list === undefined ? [] : itemRanges(this.#body, list.start, list.end);
    if (items.length === 0) this.refused('shape_unknown', 'records without an event', start, end);
    for (const item of items) {
      const text = this.#body.toString('utf8', item.start, item.end);
      const value = parseJson(text);
      if (isObject(value) && value['records'] === undefined && value['Records'] === undefined)
        this.object(item.start, item.end, value, text);
      else this.refused('not_an_object', 'a list item that is not an event', item.start, item.end);
    }
  }

  #osquery(start: number, end: number, value: JsonObject, text: string): QuarantineCode | undefined {
    const rows = new RowRanges(this.#body, start, end);
    return normalizeOsquery(value, text, this.#delivery.osquery, this.#context, (list, item) => {
      const { start: from, end: to } = rows.find(list, item);
      this.#emit(from, to);
    });
  }

  #emit(start: number, end: number): void {
    const { row } = this.#context.writer;
    row[COL.raw] = new Uint8Array(this.#body.buffer, this.#body.byteOffset + start, end - start);
    this.#sink.row(row);
  }

  /** What helps to understand the refusal. */
  #detail(code: QuarantineCode, value: JsonObject): string {
    if (code !== 'shape_unknown') return '';
    return `an object with ${Object.keys(value).slice(0, 8).join(', ').slice(0, 200)}`;
  }
}

/** Whether an event says that it is of another product than Windows: then it is, though it have an EventID. */
function declaresOther(logsource: JsonValue | undefined): boolean {
  return isObject(logsource) && logsource['product'] !== 'windows';
}

/** Whether a body is an object that names a node key: what an agent posts. */
function isRequest(body: Buffer): boolean {
  return memberRange(body, 0, body.length, 'node_key') !== undefined;
}
