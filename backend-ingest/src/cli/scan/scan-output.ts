// What a scan tells: one JSON line per hit for machines, one table at the end for people.
import { styleText } from 'node:util';
import type { Level } from '@huntboard/sigma';
import { LEVEL_ORDER } from '../../rules/select-rules.ts';
import type { Evidence, Verdict } from './judge.ts';
import type { Input } from './open-input.ts';

/** How a rule is named in hits. */
export interface RuleName {
  readonly rule_id: string;
  readonly title: string;
  readonly level: Level;
}

export interface Summary {
  readonly events: number;
  readonly quarantined: number;
  readonly rules: number;
  readonly hits: number;
  readonly seconds: number;
}

export interface ScanOutput {
  hits(input: Input, firstLine: number, verdict: Verdict): void;
  hit(rule: RuleName, file: string, line: number, evidence?: Evidence): void;
  finish(summary: Summary, refusals: Refusals): void;
}

/** Refused input by reason, with the first place of each. */
export type Refusals = ReadonlyMap<string, { readonly file: string; readonly line: number; readonly detail: string }>;

type Write = (text: string) => void;

/** One line per hit, then the summary. */
export class JsonLines implements ScanOutput {
  private readonly write: Write;
  /** The part of a rule's lines that does not change. */
  private readonly starts: readonly string[];

  constructor(rules: readonly RuleName[], write: Write) {
    this.write = write;
    this.starts = rules.map((rule) => JSON.stringify(rule).slice(0, -1));
  }

  hits({ path }: Input, firstLine: number, { hits, evidence }: Verdict): void {
    if (hits.length === 0) return;
    const file = JSON.stringify(path);
    let text = '';
    for (let i = 0; i < hits.length; i += 2) {
      text += `${this.starts[hits[i]!]!},"file":${file},"line":${firstLine + hits[i + 1]!}`;
      const more = evidence[i / 2];
      if (more !== undefined) text += evidenceText(more);
      text += '}\n';
    }
    this.write(text);
  }

  hit(rule: RuleName, file: string, line: number): void {
    this.write(`${JSON.stringify({ ...rule, file, line })}\n`);
  }

  finish(summary: Summary): void {
    this.write(`${JSON.stringify({ summary })}\n`);
  }
}

function evidenceText({ ts, host, evidence }: Evidence): string {
  return `,"time":${JSON.stringify(new Date(ts).toISOString())},"host":${JSON.stringify(host)},"evidence":${JSON.stringify(evidence)}`;
}

interface Row {
  readonly rule: RuleName;
  hits: number;
  readonly first: string;
}

/** Rules that hit, the worst first. */
export class HitTable implements ScanOutput {
  private readonly rules: readonly RuleName[];
  private readonly write: Write;
  private readonly colours: boolean;
  private readonly rows = new Map<RuleName, Row>();

  constructor(rules: readonly RuleName[], write: Write, options: { readonly colours: boolean }) {
    this.rules = rules;
    this.write = write;
    this.colours = options.colours;
  }

  hits({ path }: Input, firstLine: number, { hits }: Verdict): void {
    for (let i = 0; i < hits.length; i += 2) this.hit(this.rules[hits[i]!]!, path, firstLine + hits[i + 1]!);
  }

  hit(rule: RuleName, file: string, line: number): void {
    const row = this.rows.get(rule);
    if (row === undefined) this.rows.set(rule, { rule, hits: 1, first: `${file}:${line}` });
    else row.hits++;
  }

  finish(summary: Summary, refusals: Refusals): void {
    const rows = [...this.rows.values()].sort(
      (a, b) =>
        LEVEL_ORDER.indexOf(b.rule.level) - LEVEL_ORDER.indexOf(a.rule.level) ||
        b.hits - a.hits ||
        (a.rule.title < b.rule.title ? -1 : 1),
    );
    const titles = Math.min(72, Math.max(4, ...rows.map(({ rule }) => rule.title.length)));
    const lines = rows.map(
      ({ rule, hits, first }) =>
        `${this.colour(rule.level)} ${String(hits).padStart(8)}  ${rule.title.slice(0, titles).padEnd(titles)}  ${first}`,
    );
    if (rows.length > 0) lines.unshift(`LEVEL             HITS  ${'RULE'.padEnd(titles)}  FIRST`);
    const rate = summary.seconds > 0 ? `, ${Math.round(summary.events / summary.seconds)} events/s` : '';
    lines.push(
      '',
      `${summary.events} events, ${summary.rules} rules: ${summary.hits} hits of ${rows.length} rules in ${summary.seconds.toFixed(1)} s${rate}`,
    );
    if (summary.quarantined > 0) lines.push(`${summary.quarantined} could not be read as events:`);
    for (const [code, { file, line, detail }] of refusals)
      lines.push(`  ${code} at ${file}:${line}${detail === '' ? '' : `: ${detail}`}`);
    this.write(`${lines.join('\n')}\n`);
  }

  private colour(level: Level): string {
    const text = level.padEnd(13);
    if (!this.colours) return text;
    if (level === 'critical' || level === 'high') return styleText('red', text);
    return level === 'medium' ? styleText('yellow', text) : text;
  }
}
