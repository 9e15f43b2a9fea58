// Thread of a lane: takes deliveries, answers what became of their events, hands over sealed batches. Started by lane.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { BatchBuilder } from './batch-builder.ts';
import { EntryDecoder } from './entry-decoder.ts';
import { buffersOf, type FromWorker, type ToWorker, type WorkerOptions } from './lane-messages.ts';

const port = parentPort;
if (port === null) throw new Error('lane-worker runs as a worker thread only');

const options = workerData as WorkerOptions;
const batch = new BatchBuilder(options);
const decoder = new EntryDecoder(options, batch);
let sealsItself = true;

function send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port!.postMessage(message, transfer);
}

function seal(number: number | undefined): void {
  const sealed = batch.seal();
  if (sealed === undefined) return;
  const buffers = sealed.blocks.flatMap((block) => buffersOf(block.parts));
  send({ type: 'sealed', sealed, ...(number === undefined ? {} : { batch: number }) }, buffers);
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
    case 'recycle':
      batch.recycle(message.memory);
      break;
  }
}

port.on('message', handle);
send({ type: 'ready' });
