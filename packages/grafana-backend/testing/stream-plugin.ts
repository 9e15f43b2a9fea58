// A plugin for tests of streams: counts, echoes, floods, and fails.
import type { Frame } from '../src/index';
import { serveDatasource } from '../src/index';

const text = new TextDecoder();

const counted = (values: readonly number[]): Frame => ({
  name: 'count',
  fields: [{ name: 'n', type: 'uint32', nullable: false, values }],
});

let running = 0;

void serveDatasource({
  create: () => ({
    query: async () => ({ frames: [counted([running])] }),
    subscribe: async ({ path, data }, { context }) => {
      if (path === 'secret') return context.user?.role === 'Admin' ? 'ok' : 'permission-denied';
      if (path === 'count' || path === 'flood') return { answer: 'ok', initial: counted([]) };
      if (path === 'echo') return { answer: 'ok', initial: { ...counted([]), name: text.decode(data) } };
      return 'not-found';
    },
    run: async ({ path, data }, { signal }, send) => {
      if (path === 'broken') throw new Error('It broke.');
      running++;
      if (path === 'flood') {
        for (let n = 0; n < 2000 && !signal.aborted; n++) await send.json(JSON.stringify({ n, x: 'x'.repeat(10_000) }));
      } else if (path === 'echo') await send.json(text.decode(data));
      else {
        await send.frame(counted([1, 2]));
        await send.frame(counted([3]), 'data');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      }
      running--;
    },
    publish: async ({ path, data }) => {
      if (path === 'count') return 'not-found';
      return path === 'echo' ? { answer: 'ok', data: new TextEncoder().encode(`{"was":${text.decode(data)}}`) } : 'ok';
    },
  }),
});
