// Thread of a lane: takes deliveries, answers what became of their events, hands over sealed batches. Started by lane.ts.
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { DetectionSet } from '../detect/detection-set.ts';
import { RuleDetector, type DetectorEvents } from '../stages/detect-rules.ts';
import { BatchBuilder } from './batch-builder.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { buffersOf, type FromWorker, type ToWorker, type WorkerOptions } from './lane-messages.ts';

const port = parentPort;
if (port === null) throw new Error('lane-worker runs as a worker thread only');

const options = workerData as WorkerOptions;
const batch = new BatchBuilder(options, options.detection);
const decoder = new EntryDecoder(options, batch);
let sealsItself = true;

function send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port!.postMessage(message, transfer);
}

function seal(number: number | undefined): void {
  const sealed = batch.seal();
  if (sealed === undefined) return;
  const { detector } = decoder;
  const detections = detector === undefined ? {} : { detections: detector.takeCounts() };
  const buffers = sealed.blocks.flatMap((block) => buffersOf(block.parts));
  send(
    { type: 'sealed', sealed: { ...sealed, ...detections }, ...(number === undefined ? {} : { batch: number }) },
    buffers,
  );
}

/** Rules that cannot be compiled change nothing. */
function setRules(set: DetectionSet): void {
  const began = performance.now();
  const { version } = set;
  let failure: { error: string } | undefined;
  try {
    const events: DetectorEvents = {
      onOverload: (overloaded) => send({ type: 'overloaded', overloaded }),
      onFailure: (error) => send({ type: 'failed', error }),
    };
    decoder.detector = new RuleDetector(set, options.detection, events, decoder.detector);
  } catch (error) {
    failure = { error: (error as Error).message };
  }
  send({ type: 'rules', version, milliseconds: performance.now() - began, ...failure });
}

function handle(message: ToWorker): void {
  switch (message.type) {
    case 'entry': {
      const { sequence, mode } = message;
      send({ type: 'decoded', sequence, mode, ...decoder.decode(message) });
      if (sealsItself && (batch.rows >= options.sealRows || batch.bytes >= options.sealBytes)) seal(undefined);
      break;
    }
    case 'begin':
      sealsItself = false;
      batch.cutAt(message.blockRows, message.blockBytes);
      break;
    case 'seal':
      seal(message.batch);
      sealsItself = true;
      break;
    case 'tables':
      decoder.setTables(message.tables);
      break;
    case 'rules':
      setRules(message.set);
      break;
    case 'costs':
      send({ type: 'costs', costs: decoder.detector?.costs() });
      break;
    case 'recycle':
      batch.recycle(message.memory);
      break;
  }
}

port.on('message', handle);
send({ type: 'ready' });
