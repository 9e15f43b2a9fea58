// The simulation as a command: `demo` plays the company against a service, `load` sends a steady rate of its events.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { playDemo } from './play-demo.ts';
import { runLoad } from './run-load.ts';

const USAGE = `huntboard-simulation demo --url URL --token-file FILE [--enroll-secret-file FILE] [--seed TEXT] [--history-only]
huntboard-simulation load --url URL --token-file FILE [--rate EVENTS_PER_SECOND] [--seconds N] [--seed TEXT] [--json]

  --url      ingest service, default http://127.0.0.1:8088
  --token-file, --enroll-secret-file
             files with the bearer token and the enrol secret; --token and --enroll-secret take them as text.
             Of a list as ingest takes it (name:secret, several separated by commas or lines) the first is used
`;

class UsageError extends Error {}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8088' },
      token: { type: 'string' },
      'token-file': { type: 'string' },
      'enroll-secret': { type: 'string' },
      'enroll-secret-file': { type: 'string' },
      seed: { type: 'string' },
      'history-only': { type: 'boolean', default: false },
      rate: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '30' },
      json: { type: 'boolean', default: false },
    },
  });
  const secret = (text: string | undefined, file: string | undefined): string | undefined => {
    const list = text ?? (file === undefined ? undefined : readFileSync(file, 'utf8'));
    return list
      ?.split(/[,\n]/)[0]!
      .trim()
      .replace(/^[^:]*:/, '');
  };
  const token = secret(values.token, values['token-file']);
  if (token === undefined || token === '') throw new UsageError('--token-file is missing');
  const number = (name: 'rate' | 'seconds'): number => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new UsageError(`--${name} must be a number above zero`);
    return value;
  };
  return {
    command: positionals[0],
    url: values.url,
    token,
    enrollSecret: secret(values['enroll-secret'], values['enroll-secret-file']),
    ...(values.seed !== undefined && { seed: values.seed }),
    live: values['history-only'] ? ('history-only' as const) : ('live' as const),
    rate: number('rate'),
    seconds: number('seconds'),
    json: values.json,
  };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function demo(options: ReturnType<typeof readOptions>, signal: AbortSignal): Promise<void> {
  const { url, token, enrollSecret, live } = options;
  let shown = -1;
  const played = await playDemo({
    url,
    eventToken: token,
    enrollSecret,
    live,
    signal,
    ...(options.seed !== undefined && { seed: options.seed }),
    onProgress: ({ fraction, events }) => {
      const tenth = Math.floor(fraction * 10);
      if (tenth > shown) say(`${tenth * 10} % of the history, ${events} events`);
      shown = Math.max(shown, tenth);
    },
    onError: (error) => {
      say(`the demonstration ended: ${String(error)}`);
      process.exitCode = 1;
    },
  });
  say(`history delivered: ${played.history.events} events, ${played.history.quarantined} quarantined`);
  if (live === 'history-only') return;
  say('the company works on; stop with Ctrl-C');
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await played.stop();
}

async function load(options: ReturnType<typeof readOptions>, signal: AbortSignal): Promise<void> {
  let last = 0;
  const result = await runLoad({
    ...options,
    signal,
    onProgress: ({ seconds, sent, behind }) => {
      if (options.json || seconds - last < 5) return;
      last = seconds;
      say(`${seconds.toFixed(0)} s: ${sent} sent, ${behind} not acknowledged yet`);
    },
  });
  const at = (part: number): number =>
    result.latencies[Math.min(result.latencies.length - 1, Math.floor(result.latencies.length * part))] ?? 0;
  const figures = {
    sent: result.sent,
    accepted: result.accepted,
    quarantined: result.quarantined,
    seconds: result.seconds,
    rate: result.sent / result.seconds,
    acknowledged_ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
  };
  process.stdout.write(`${JSON.stringify(figures, null, options.json ? 0 : 2)}\n`);
}

/** Runs the command; resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => ending.abort(new Error(`ended by ${signal}`)));
  try {
    const options = readOptions(args);
    if (options.command === 'demo') await demo(options, ending.signal);
    else if (options.command === 'load') await load(options, ending.signal);
    else throw new UsageError('name a command: demo or load');
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (ending.signal.aborted) return 0;
    const usage =
      error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
    say(usage ? `${(error as Error).message}\n\n${USAGE}` : String(error));
    return usage ? 2 : 1;
  }
}
