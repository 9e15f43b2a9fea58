// The demo as `up` plays it: the history with a progress bar, then the company lives on until the end.
import { playDemo, type Demo } from '@huntboard/simulation';
import { SingleBar } from 'cli-progress';

export interface DemoTarget {
  readonly url: string;
  readonly eventToken: string;
  readonly enrollSecret: string;
}

/** Plays the demo; resolves when its history is delivered. Progress goes to standard error. */
export async function playDemoInto(target: DemoTarget, onError: (error: unknown) => void): Promise<Demo> {
  const bar = new SingleBar({
    format: '  {bar} {percentage}% | {events} events',
    stream: process.stderr,
    hideCursor: true,
  });
  const visible = process.stderr.isTTY;
  if (visible) bar.start(100, 0, { events: 0 });
  try {
    return await playDemo({
      ...target,
      onProgress: ({ fraction, events }) => {
        if (visible) bar.update(Math.round(fraction * 100), { events });
      },
      onError,
    });
  } finally {
    if (visible) bar.stop();
  }
}
