// What the store takes in no form, neither as events nor as quarantine: kept as files, whole, so that the lane can go on.
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueEntry } from '../pipeline/queue/ledger.ts';

/** A block that the store refuses for good. */
export interface RefusedBlock {
  readonly table: string;
  readonly rows: number;
  readonly reason: string;
}

export interface DeadLetter {
  readonly queueId: string;
  readonly entry: QueueEntry;
  /** As the sender sent it. */
  readonly body: Uint8Array;
  readonly refused: readonly RefusedBlock[];
}

export class DeadLetters {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Writes the delivery; resolves with the path when it is durable. The same delivery again replaces the file. */
  async write({ queueId, entry, body, refused }: DeadLetter): Promise<string> {
    const { sequence, receivedAt, meta } = entry;
    const letter = {
      code: 'dead_letter',
      refused,
      received_at: new Date(receivedAt).toISOString(),
      ...meta,
      body: Buffer.from(body).toString('base64'),
    };
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = join(this.directory, `${queueId}-${sequence}.json`);
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(letter));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    const directory = await open(this.directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return path;
  }
}
