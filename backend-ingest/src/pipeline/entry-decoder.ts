// One delivery through the stages: decompress, decode, normalise, filter, enrich, detect, into the open batch. The hot path.
import { COL, OSQUERY_NODES_COL, type Row } from '@huntboard/schema';
import { createDecoder, type Delivery, type EventSink } from '@huntboard/sources';
import { markCanary } from '../canary/canary-event.ts';
import { bulkDocuments } from '../inputs/elastic-bulk/bulk-documents.ts';
import { toQuarantineRow, type QuarantineItem } from '../sinks/quarantine-row.ts';
import { retentionAssigner, type Retention } from '../stages/assign-retention.ts';
import { enrichHost } from '../stages/enrich-host.ts';
import { compileFilters, type Filter } from '../stages/filter-events.ts';
import type { RuleDetector } from '../stages/detect-rules.ts';
import { raiseSensorAlert } from '../stages/raise-sensor-alerts.ts';
import type { BatchBuilder } from './batch-builder.ts';
import { decompress } from './decompress.ts';
import { eventId, eventIdPrefix, MAX_INDEX } from './event-id.ts';
import type { BodyProblem, DecodeMode, Outcome, ToWorker, WorkerOptions } from './lane-messages.ts';

type EntryMessage = Extract<ToWorker, { type: 'entry' }>;

export interface Decoded {
  readonly outcome: Outcome;
  readonly decodedBytes: number;
  readonly problem?: BodyProblem;
}

/** Bytes of a body that cannot be decompressed which the quarantine keeps. */
const MAX_BODY_SAMPLE = 64 * 1024;

/** Decodes deliveries one after the other into a batch. */
export class EntryDecoder implements EventSink {
  private readonly options: WorkerOptions;
  private readonly batch: BatchBuilder;
  private readonly drops: ((row: Row) => boolean) | undefined;
  private readonly assignRetention: (row: Row) => void;
  private readonly decoder: ReturnType<typeof createDecoder>;
  private tables: ReadonlyMap<string, string>;
  /** Undefined: no rules are in force. */
  detector: RuleDetector | undefined;
  private delivery: Delivery = { receivedAt: 0, input: 'http-events', origin: '' };
  private mode: DecodeMode = 'fill';
  private refusal: string | undefined;
  private idPrefix = '';
  private index = 0;
  private stored = 0;
  private filtered = 0;
  private quarantined = 0;

  constructor(options: WorkerOptions, batch: BatchBuilder) {
    this.options = options;
    this.batch = batch;
    // Both were parsed by the configuration; they only crossed a thread.
    this.drops = compileFilters(options.filters as readonly Filter[]);
    this.assignRetention = retentionAssigner(options.retention as Retention);
    this.tables = new Map(Object.entries(options.tables));
    const { maxEventBytes, maxDepth, maxFields, minTime, maxFutureMs } = options.limits;
    this.decoder = createDecoder({
      limits: { maxEventBytes, maxDepth, maxFields, minTime, maxFutureMs },
      osqueryTable: (name) => this.tables.get(name),
      canonicalHost: options.canonicalHost,
      // The receipt, not the present: decoding the delivery again must come to the same result.
      now: () => this.delivery.receivedAt,
    });
  }

  setTables(tables: Readonly<Record<string, string>>): void {
    this.tables = new Map(Object.entries(tables));
  }

  /** Decodes one delivery; in mode `fill` its rows are in the batch afterwards. */
  decode(message: EntryMessage): Decoded {
    const { meta, receivedAt, sequence } = message;
    this.mode = message.mode;
    this.refusal = message.refusal;
    this.idPrefix = eventIdPrefix(receivedAt, this.options.queueId, sequence);
    this.index = this.stored = this.filtered = this.quarantined = 0;
    this.delivery = {
      receivedAt,
      input: meta.input,
      origin: meta.origin,
      ...(meta.osquery === undefined ? {} : { osquery: meta.osquery }),
    };
    this.batch.beginEntry(message.stored);
    let decodedBytes = message.body.length;
    let problem: BodyProblem | undefined;
    if (meta.kind === 'node') {
      this.node(message.body);
    } else {
      const body = decompress(message.body, meta.encoding, this.options.limits);
      if (body.ok) {
        decodedBytes = body.bytes.length;
        this.decodeBody(meta.input === 'elastic-bulk' ? bulkDocuments(body.bytes) : body.bytes);
      } else {
        problem = body.problem;
        const bytes = message.body.subarray(0, MAX_BODY_SAMPLE);
        this.quarantine({ ...problem, bytes, size: message.body.length });
      }
    }
    const outcome: Outcome = { stored: this.stored, filtered: this.filtered, quarantined: this.quarantined };
    if (this.mode === 'fill') this.batch.addEntry(sequence, meta.input, outcome);
    return { outcome, decodedBytes, ...(problem === undefined ? {} : { problem }) };
  }

  /** A decoder that throws has a fault of its own: the delivery is kept whole, and the lane lives on. */
  private decodeBody(bytes: Uint8Array): void {
    try {
      this.decoder.decode(bytes, this.delivery, this);
    } catch (error) {
      const detail = `the decoder failed: ${(error as Error).message}`;
      this.quarantine({ code: 'decoder_failed', detail, bytes, size: bytes.length });
    }
  }

  /** EventSink: one normalised event. */
  row(row: Row): void {
    // What proves that detection works is not for filters to drop.
    const isCanary = markCanary(row, this.delivery.origin);
    if (!isCanary && this.drops?.(row) === true) {
      this.index++;
      this.filtered++;
      return;
    }
    // What the store has already of a batch that it refused is judged all the same: its alerts were not stored.
    if (this.refusal !== undefined && !this.batch.isStored('events')) {
      const bytes = row[COL.raw] as Uint8Array;
      this.quarantine({ code: 'store_refused', detail: this.refusal, bytes, size: bytes.length });
      return;
    }
    this.stored++;
    if (this.mode === 'count') return;
    row[COL.event_id] = this.nextId();
    row[COL.ingested_at] = this.delivery.receivedAt;
    if (!isCanary) {
      enrichHost(row, this.delivery);
      this.assignRetention(row);
    }
    raiseSensorAlert(row, this.batch.folder, this.options.detection.alertDays);
    this.detector?.detect(row, this.batch.folder);
    this.batch.append('events', row, (row[COL.raw] as Uint8Array).length);
  }

  /** EventSink: something that is no event. */
  quarantine(item: QuarantineItem): void {
    this.quarantined++;
    if (this.mode === 'count') return;
    const row = toQuarantineRow(this.nextId(), item, this.delivery, this.options.limits.maxQuarantineBytes);
    this.batch.append('quarantine', row, item.bytes.length);
  }

  private nextId(): string {
    return eventId(this.idPrefix, Math.min(this.index++, MAX_INDEX));
  }

  /** A row of osquery_nodes that the enrolment made: values in column order, as JSON. */
  private node(body: Uint8Array): void {
    if (this.mode === 'count') return;
    const row = JSON.parse(Buffer.from(body).toString('utf8')) as Row;
    this.batch.append('osquery_nodes', row, String(row[OSQUERY_NODES_COL.details]).length);
  }
}
