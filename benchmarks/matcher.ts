// Figure: CPU of judging the real Windows events of the corpus by all Windows rules of SigmaHQ, on one thread.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { buildCollection, compileMatcher, resolveRule } from '@huntboard/sigma';
import type { Matcher, ResolvedRule } from '@huntboard/sigma';
import { createDecoder } from '@huntboard/sources';
import type { EventSink } from '@huntboard/sources';
import { readSigmaRules } from '@huntboard/testing';

const ROUNDS = 3;
const DAY = 86_400_000;
const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = 'Microsoft-Windows-PowerShell/Operational';
const KINDS: readonly (readonly [name: string, channel: string, eventId: number])[] = [
  ['sysmon1', SYSMON, 1],
  ['sysmon7', SYSMON, 7],
  ['sysmon10', SYSMON, 10],
  ['sysmon12', SYSMON, 12],
  ['sysmon13', SYSMON, 13],
  ['powershell4103', POWERSHELL, 4103],
  ['powershell4104', POWERSHELL, 4104],
];
const corpus = process.env['HUNTBOARD_CORPUS'] ?? resolve('../shared/data');

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function readBodies(): Buffer[] {
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}: set HUNTBOARD_CORPUS`);
  return readdirSync(corpus)
    .filter((name) => name.startsWith('otrf__'))
    .map((name) => gunzipSync(readFileSync(join(corpus, name))));
}

function readRules(): ResolvedRule[] {
  return buildCollection(readSigmaRules())
    .rules.filter(({ logsource }) => (logsource.product ?? 'windows') === 'windows')
    .flatMap((rule) => {
      const resolved = resolveRule(rule);
      return resolved.ok ? [resolved.value] : [];
    });
}

/** Decodes anew each time, so that every text is as fresh as it is on the stream. */
function decodeAll(bodies: readonly Buffer[], onRow: (row: Row) => void): void {
  const decoder = createDecoder({
    limits: { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: Date.UTC(2000, 0), maxFutureMs: DAY },
    osqueryTable: () => undefined,
    now: () => Date.now(),
  });
  const sink: EventSink = { row: onRow, quarantine: () => undefined };
  for (const body of bodies) decoder.decode(body, { receivedAt: Date.now(), input: 'file', origin: 'benchmark' }, sink);
}

function measure(bodies: readonly Buffer[], onRow: (row: Row) => void): number {
  const start = cpuSeconds();
  decodeAll(bodies, onRow);
  return cpuSeconds() - start;
}

function least(rounds: number, round: () => number): number {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) best = Math.min(best, round());
  return best;
}

const ignore = (): void => undefined;
const micros = (seconds: number, events: number): number => Number(((seconds / events) * 1e6).toFixed(2));

/** Matching is what decoding takes longer with it than without; each round stands alone so that load shows in both. */
function passes(bodies: readonly Buffer[], matcher: Matcher, decoding: number, events: number) {
  const judge = (row: Row): void => matcher.match(row, ignore);
  const first = measure(bodies, judge) - decoding;
  const whole = least(ROUNDS, () => measure(bodies, judge));
  return {
    microsPerEvent: micros(whole - decoding, events),
    firstPassMicrosPerEvent: micros(first, events),
    eventsPerSecondFromJson: Math.round(events / whole),
    eventsPerSecondFromRows: Math.round(events / (whole - decoding)),
  };
}

/** ns an event of one kind, from the lines of that kind alone. */
function kinds(bodies: readonly Buffer[], matcher: Matcher): Record<string, { events: number; ns: number }> {
  const lines = new Map<string, Uint8Array[]>();
  const nameOf = new Map(KINDS.map(([name, channel, eventId]) => [`${channel} ${String(eventId)}`, name]));
  decodeAll(bodies, (row) => {
    const name = nameOf.get(`${row[COL.Channel] as string} ${String(row[COL.EventID])}`);
    if (name === undefined) return;
    const list = lines.get(name) ?? [];
    list.push(Uint8Array.from(row[COL.raw] as Uint8Array));
    lines.set(name, list);
  });
  const result: Record<string, { events: number; ns: number }> = {};
  for (const [name] of KINDS) {
    const list = lines.get(name) ?? [];
    if (list.length === 0) continue;
    const body = Buffer.concat(list.flatMap((line) => [line, Buffer.from('\n')]));
    const repeated = Array<Buffer>(Math.ceil(20_000 / list.length)).fill(body);
    const events = list.length * repeated.length;
    const without = least(ROUNDS, () => measure(repeated, ignore));
    const within = least(ROUNDS, () => measure(repeated, (row) => matcher.match(row, ignore)));
    result[name] = { events: list.length, ns: Math.round(((within - without) / events) * 1e9) };
  }
  return result;
}

type Condition = ResolvedRule['expr'];

/** The same rules again, their longer literals altered, so that nothing but log sources is shared with the first. */
function double(rules: readonly ResolvedRule[]): ResolvedRule[] {
  return rules.flatMap((rule) => [rule, { ...rule, expr: alter(rule.expr) }]);
}

function alter(expr: Condition): Condition {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return { kind: expr.kind, items: expr.items.map(alter) };
    case 'not':
      return { kind: 'not', item: alter(expr.item) };
    case 'textList':
      return { ...expr, literals: expr.literals.map(alterLiteral) };
    case 'text':
    case 'keyword':
      return {
        ...expr,
        pattern: expr.pattern.map((token) => (typeof token === 'string' ? alterLiteral(token) : token)),
      };
    default:
      return expr;
  }
}

function alterLiteral(literal: string): string {
  if (literal.length < 5 || /^[\d.]+$/.test(literal)) return literal;
  const middle = literal.length >> 1;
  return `${literal.slice(0, middle)}${literal[middle] === 'q' ? 'x' : 'q'}${literal.slice(middle + 1)}`;
}

function main(): void {
  const bodies = readBodies();
  let events = 0;
  const count = (): void => void events++;
  decodeAll(bodies, count);
  events = 0;
  decodeAll(bodies, count);
  const decoding = least(ROUNDS, () => measure(bodies, ignore));

  const start = cpuSeconds();
  const rules = readRules();
  const parseSeconds = cpuSeconds() - start;
  const beforeCompile = cpuSeconds();
  const matcher = compileMatcher(rules);
  const compileSeconds = cpuSeconds() - beforeCompile;
  const figures = passes(bodies, matcher, decoding, events);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const ownBytes = heapUsed + external - bodies.reduce((sum, body) => sum + body.length, 0);
  const byKind = process.argv.includes('--brief') ? undefined : kinds(bodies, matcher);
  const twice = process.argv.includes('--brief')
    ? undefined
    : passes(bodies, compileMatcher(double(rules)), decoding, events);
  console.log(
    JSON.stringify({
      benchmark: 'matcher',
      events,
      ...figures,
      decodeMicrosPerEvent: micros(decoding, events),
      parseSeconds: Number(parseSeconds.toFixed(2)),
      compileSeconds: Number(compileSeconds.toFixed(2)),
      ...matcher.size(),
      memoryMb: Math.round(ownBytes / 1e6),
      byKind,
      ...(twice && { twiceTheRules: Number((twice.microsPerEvent / figures.microsPerEvent).toFixed(2)), twice }),
    }),
  );
}

main();
