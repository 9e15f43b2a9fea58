// The command itself: real events by the rules of SigmaHQ against the hits of an independent implementation, exit codes, rules that are wrong.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describeCorpus, readCorpus, readCorpusJson, readSigmaRules } from '@huntboard/testing';
import { truthDifferences } from '../../../../packages/sigma/testing/truth-differences.ts';
import { makeBundles, type Bundles } from '../../testing/bundles.ts';
import { writeRule } from '../../testing/rule-files.ts';

interface Hit {
  readonly rule_id: string;
  readonly file: string;
  readonly line: number;
}
interface Summary {
  readonly events: number;
  readonly quarantined: number;
  readonly rules: number;
  readonly hits: number;
  readonly seconds: number;
}
interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let bundles: Bundles;
let directory: string;
beforeAll(() => {
  bundles = makeBundles();
  directory = mkdtempSync(join(tmpdir(), 'huntboard-scan-'));
});
afterAll(() => {
  bundles.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** A Sysmon process start as a line of JSON. */
function processStart(data: Readonly<Record<string, string>>): string {
  const winlog = {
    channel: 'Microsoft-Windows-Sysmon/Operational',
    event_id: 1,
    computer_name: 'ws-01',
    event_data: data,
  };
  return `${JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', winlog })}\n`;
}

function huntboard(...options: readonly string[]): Run {
  const maxBuffer = 64 * 1024 * 1024;
  return spawnSync(process.execPath, [bundles.command, ...options], { encoding: 'utf8', cwd: directory, maxBuffer });
}

/** Hits, and the summary that the last line is. */
function read({ stdout }: Run): { readonly hits: readonly Hit[]; readonly summary: Summary } {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  return { hits: lines.slice(0, -1) as Hit[], summary: (lines.at(-1) as { readonly summary: Summary }).summary };
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return name;
}

describeCorpus('scan of real events by the rules of SigmaHQ', () => {
  /** Begins of the ids of rules that the independent implementation cannot run. */
  const NOT_RUN = ['589ac73f', 'a35c97c8', 'fff9d2b7', 'bae7c70b', 'f9578658'];
  const GZIP = 'empire_shell_rubeus_asktgt_ptt_2020-09-21223848';
  const PLAIN = 'psh_windows_vault_web_credentials_2020-10-2819191483';
  const LIST = 'covenant_persistwmi_2019-12-05044734';
  const DIRTY = 'covenant_com_wsman_automation_2020-10-13002455';
  const DATASETS = [GZIP, PLAIN, LIST, DIRTY];
  const NO_EVENTS = [
    'no event at all',
    '{"winlog": {"event_id": }',
    String.raw`{"winlog": {"event_data": {"Image": "C:\\Win`,
  ];

  type Truth = Readonly<
    Record<string, { readonly rules: Readonly<Record<string, { readonly matches: Record<string, Matches> }>> }>
  >;
  type Matches = { readonly lines: readonly number[] };

  /** `dataset rule line` of every hit that there must be, sorted. */
  function wantedHits(): string[] {
    const truth = readCorpusJson<Truth>('truth_otrf.json.gz');
    return DATASETS.flatMap((dataset) => {
      const independent = Object.entries(truth[dataset]!.rules).flatMap(([rule, { matches }]) =>
        Object.values(matches).flatMap(({ lines }) => lines.map((line) => `${dataset} ${rule} ${line}`)),
      );
      const extra = Object.entries(truthDifferences).flatMap(([rule, difference]) =>
        (difference.extra[dataset] ?? []).map((line) => `${dataset} ${rule} ${line}`),
      );
      return [...new Set([...independent, ...extra])];
    }).sort();
  }

  const linesOf = (dataset: string): string[] =>
    readCorpus(`otrf__${dataset}.jsonl.gz`).toString('utf8').trimEnd().split('\n');

  /** File → what says which line of the dataset a line of the file is. */
  const files = new Map<string, { readonly dataset: string; readonly lineOf: (line: number) => number }>();
  let events = 0;
  let bad = 0;
  let rules: string;

  function add(name: string, dataset: string, content: string | Uint8Array, lineOf = (line: number): number => line) {
    files.set(write(name, content), { dataset, lineOf });
    events += linesOf(dataset).length;
  }

  /** Windows line ends, blank lines, and lines that are no events between the events. */
  function addDirty(): void {
    const lines: string[] = [];
    const origin: number[] = [];
    linesOf(DIRTY).forEach((line, index) => {
      if (index % 100 === 7) {
        lines.push('', NO_EVENTS[bad++ % NO_EVENTS.length]!);
        origin.push(-1, -1);
      }
      lines.push(line);
      origin.push(index + 1);
    });
    add('dirty.jsonl', DIRTY, lines.map((line) => `${line}\r\n`).join(''), (line) => origin[line - 1]!);
  }

  beforeAll(() => {
    for (const { path, text } of readSigmaRules()) write(join('sigmahq', path), text);
    rules = 'sigmahq';
    add('events.jsonl.gz', GZIP, gzipSync(linesOf(GZIP).join('\n')));
    add('events.jsonl', PLAIN, linesOf(PLAIN).join('\n'));
    add('list.json', LIST, `[\n${linesOf(LIST).join(',\n')}\n]\n`, (line) => line - 1);
    addDirty();
  });

  const scan = (threads: number): Run =>
    huntboard(
      ...['scan', '--rules', rules, '--product', 'windows', '--cache', 'cache', '--threads', String(threads), '--json'],
      ...files.keys(),
    );

  it('finds what the independent implementation finds, line by line, whatever way the events are written', () => {
    const run = scan(1);
    expect(run.status).toBe(0);
    const { hits, summary } = read(run);
    const found = hits
      .filter(({ rule_id: id }) => !NOT_RUN.some((begin) => id.startsWith(begin)))
      .map(({ rule_id: id, file, line }) => {
        const { dataset, lineOf } = files.get(file)!;
        return `${dataset} ${id} ${lineOf(line)}`;
      });
    const wanted = wantedHits();
    expect(found.sort()).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(50);
    expect(summary).toEqual({
      events,
      quarantined: bad,
      rules: expect.any(Number) as number,
      hits: hits.length,
      seconds: expect.any(Number) as number,
    });
    expect(bad).toBeGreaterThan(5);
    expect(summary.rules).toBeGreaterThan(2500);
  }, 180_000);

  it('tells the same with two threads, in the same order', () => {
    const withoutSeconds = ({ stdout }: Run): string => stdout.replace(/"seconds":[\d.]+/, '');
    const one = scan(1);
    const two = scan(2);
    expect(two.status).toBe(0);
    expect(withoutSeconds(two)).toBe(withoutSeconds(one));
    expect(one.stdout.length).toBeGreaterThan(1000);
  }, 180_000);
});

describe('exit codes of scan', () => {
  beforeAll(() => {
    mkdirSync(join(directory, 'markers'));
    writeRule(join(directory, 'markers'), 1, 'marker');
    write('marked.jsonl', processStart({ CommandLine: 'a marker' }));
  });
  const scan = (...options: readonly string[]): Run =>
    huntboard('scan', '--rules', 'markers', '--no-cache', ...options);

  it('is 0 when all was read, hits or not', () => {
    expect(scan('marked.jsonl').status).toBe(0);
  });

  it('is 3 when a rule of the level that --fail-on names hits, and of none above', () => {
    expect(scan('--fail-on', 'medium', 'marked.jsonl').status).toBe(3);
    expect(scan('--fail-on', 'critical', 'marked.jsonl').status).toBe(0);
  });

  it('is 1 for a file or rules that are not there, and says which', () => {
    expect(scan('--json', 'marked.jsonl', 'missing.jsonl')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'huntboard: no such file: missing.jsonl\n',
    });
    const { status, stderr } = huntboard('scan', '--rules', 'no-rules', 'marked.jsonl');
    expect([status, stderr]).toEqual([1, 'huntboard: no such file or directory: no-rules\n']);
  });

  it('is 1 for a file that ends too early, after the hits of all others', () => {
    write('cut.jsonl.gz', gzipSync(processStart({ CommandLine: 'x' }).repeat(500)).subarray(0, -20));
    const run = scan('--json', 'cut.jsonl.gz', 'marked.jsonl');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^huntboard: cut\.jsonl\.gz: cannot be decompressed: /);
    expect(read(run).hits).toMatchObject([{ file: 'marked.jsonl', line: 1 }]);
  });
});

describe('scan with rules that are wrong', () => {
  const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const rule = (number: number, title: string, selection: string): string =>
    `title: ${title}
id: ${id(number)}
status: test
level: high
logsource: { product: windows, category: process_creation }
detection:
  selection:
    ${selection}
  condition: selection
`;
  const correlation = (number: number, name: string, of: string): string =>
    `title: ${name}
name: ${name}
id: ${id(number)}
status: test
level: high
correlation: { type: event_count, rules: [${of}], group-by: [Computer], timespan: 1h, condition: { gte: 1 } }
`;
  const tools = Array.from({ length: 100_000 }, (_, number) => `\\tool-${number}.exe`);

  beforeAll(() => {
    const files: Record<string, string> = {
      good: rule(1, 'Good', "Image|endswith: '\\whoami.exe'"),
      modifier: rule(2, 'Wrong', 'Image|nonsense: x'),
      syntax: 'title: [open\n',
      list: rule(3, 'Long list', `Image|endswith: ${JSON.stringify(tools)}`),
      regex: rule(4, 'Catastrophe', "CommandLine|re: '^(a+)+$'"),
      circle: `${correlation(5, 'first', 'second')}---\n${correlation(6, 'second', 'first')}`,
      'twin-a': rule(7, 'Twin', "Image|endswith: '\\twin.exe'"),
      'twin-b': rule(7, 'Other twin', "Image|endswith: '\\twin.exe'"),
    };
    for (const [name, text] of Object.entries(files)) write(join('wrong', `${name}.yml`), text);
    const events = [
      { Image: 'C:\\whoami.exe' },
      { Image: 'C:\\tool-99999.exe' },
      { Image: 'C:\\twin.exe' },
      { Image: 'C:\\x.exe', CommandLine: `${'a'.repeat(20_000)}b` },
      { Image: 'C:\\x.exe', CommandLine: 'a'.repeat(20_000) },
    ];
    write('wrong.jsonl', events.map(processStart).join(''));
  });

  it('runs all others, a list of 100,000 values and a catastrophic regular expression among them', () => {
    const run = huntboard('scan', '--rules', 'wrong', '--no-cache', '--json', 'wrong.jsonl');
    expect(run.status).toBe(0);
    expect(run.stderr).toBe('note: 5 documents are wrong; `huntboard rules check wrong` tells why\n');
    const { hits, summary } = read(run);
    expect(hits.map(({ rule_id: rule, line }) => [rule, line])).toEqual([
      [id(1), 1],
      [id(3), 2],
      [id(7), 3],
      [id(4), 5],
    ]);
    expect(summary).toMatchObject({ events: 5, quarantined: 0, rules: 4, hits: 4 });
  });

  it('says of each, where asked for, what is wrong and where', () => {
    const run = huntboard('rules', 'check', 'wrong', '--json');
    expect(run.status).toBe(1);
    const { unsupported, ...counts } = JSON.parse(run.stdout) as {
      readonly unsupported: readonly { file: string; line: number; reason: string }[];
    };
    expect(counts).toMatchObject({ rules: 9, matcher: 4, sql: 4 });
    expect(unsupported.map(({ file, line, reason }) => `${file}:${line} ${reason}`)).toEqual([
      'wrong/circle.yml:6 second leads into a circle of correlations [sigma.correlation_cycle]',
      'wrong/circle.yml:13 first leads into a circle of correlations [sigma.correlation_cycle]',
      'wrong/modifier.yml:8 there is no modifier nonsense [sigma.modifier_unknown]',
      expect.stringMatching(/^wrong\/syntax\.yml:2 Flow sequence .+ \[sigma\.yaml_syntax\]$/),
      `wrong/twin-b.yml:1 ${id(7)} is taken in wrong/twin-a.yml:1 [sigma.duplicate_id]`,
    ]);
  });
});
