// The real events of 50 attack recordings: nothing lost, times and process trees as an independent reading has them.
import { COL, copyRow } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { corpusFiles, DELIVERY, describeCorpus, LIMITS, NOW, readCorpus, readCorpusJson } from '@huntboard/testing';
import { createDecoder } from './index.ts';
import { parseGuid } from './values/guid.ts';

interface TruthNode {
  readonly host: string;
  readonly guid: string;
  readonly parent: string;
  readonly image: string;
  readonly pimage: string;
  /** Some collectors lost it. */
  readonly pid: string | null;
  readonly ppid: string;
  readonly cmd: string;
}

const EVENTS = 305_869;
let total = 0;

describeCorpus('the OTRF recordings', () => {
  const truth = readTruth();

  test.each(corpusFiles('otrf__'))(
    '%s: a row for every line, its time UtcTime, its process tree the true one',
    (file) => {
      const lines = linesOf(readCorpus(file));
      const starts: Row[] = [];
      const faults: string[] = [];
      let at = 0;
      decodeFile(
        file,
        (row) => {
          const line = lines[at++] ?? '';
          const raw = Buffer.from(row[COL.raw] as Uint8Array).toString('utf8');
          if (raw !== line) faults.push(`raw of row ${at} is not line ${at}`);
          const utc = utcTimeOf(line);
          if (utc !== undefined && row[COL.ts] !== utc) faults.push(`ts of row ${at} is not ${utc}`);
          if (row[COL.category] === 'process' && row[COL.action] === 'start' && row[COL.service] === 'sysmon')
            starts.push(copyRow(row));
        },
        (code) => faults.push(`refused: ${code}`),
      );
      total += at;
      expect(faults).toEqual([]);
      expect(at).toBe(lines.length);
      const nodes = truth[file.slice('otrf__'.length, -'.jsonl.gz'.length)];
      if (nodes !== undefined) expect(starts.map(foundNode)).toEqual(nodes.map(expectedNode));
    },
  );

  test('together they are the 305,869 events of the corpus, none refused', () => {
    expect(total).toBe(EVENTS);
  });
});

function linesOf(body: Buffer): string[] {
  return body
    .toString('utf8')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

function utcTimeOf(line: string): number | undefined {
  const utc = /"UtcTime":"([^"]+)"/.exec(line)?.[1];
  return utc === undefined ? undefined : Date.parse(`${utc.replace(' ', 'T')}Z`);
}

/** The tree made by hand cuts command lines short. */
const COMMAND_LENGTH = 200;

function foundNode(row: Row): unknown {
  return {
    host: row[COL.Computer],
    guid: row[COL.proc_guid],
    parent: row[COL.parent_guid],
    image: row[COL.Image],
    parentImage: row[COL.ParentImage],
    pid: String(row[COL.ProcessId]),
    ppid: String(row[COL.ParentProcessId]),
    cmd: String(row[COL.CommandLine]).slice(0, COMMAND_LENGTH),
  };
}

function expectedNode(node: TruthNode): unknown {
  return {
    host: node.host,
    guid: parseGuid(node.guid),
    parent: parseGuid(node.parent),
    image: node.image,
    parentImage: node.pimage,
    pid: node.pid ?? (expect.any(String) as unknown),
    ppid: node.ppid,
    cmd: node.cmd.slice(0, COMMAND_LENGTH),
  };
}

function readTruth(): Record<string, readonly TruthNode[]> {
  const datasets = readCorpusJson<Record<string, { nodes: readonly TruthNode[] }>>('truth_trees.json.gz');
  return Object.fromEntries(Object.entries(datasets).map(([name, { nodes }]) => [name, nodes]));
}

function decodeFile(file: string, row: (row: Row) => void, refused: (code: string) => void = () => undefined): void {
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: () => undefined, now: () => NOW });
  decoder.decode(readCorpus(file), DELIVERY, { row, quarantine: (item) => refused(item.code) });
}
