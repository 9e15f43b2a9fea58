// Thread of a scan: compiles the rules, then judges pieces one after the other. Started by judge-pool.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { compileForScan } from './compile-for-scan.ts';
import { Judge } from './judge.ts';
import type { JudgeReply, JudgeRequest, JudgeThreadData } from './judge-pool.ts';

const port = parentPort!;
const { rules, ...options } = workerData as JudgeThreadData;
const judge = new Judge(compileForScan(rules), options);

const send = (reply: JudgeReply, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(reply, [...transfer]);

port.on('message', ({ memory, length, origin, receivedAt }: JudgeRequest) => {
  const verdict = judge.judge({ memory, length }, origin, receivedAt);
  send({ kind: 'verdict', verdict, memory }, [verdict.hits.buffer, memory.buffer]);
});
send({ kind: 'ready' });
