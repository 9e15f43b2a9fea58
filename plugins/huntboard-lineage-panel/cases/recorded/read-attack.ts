// A recorded attack of the corpus as the panel's frames: decoded as the service decodes it, with the alerts of the independent truth.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COL } from '@huntboard/schema';
import type { EventColumn, Row as EventRow } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';

type Value = string | number | null;
interface NamedRows {
  readonly name: string;
  readonly rows: readonly Readonly<Record<string, Value>>[];
}
interface Truth {
  readonly rules: Readonly<
    Record<string, { title: string; level: string; matches: Readonly<Record<string, { lines: readonly number[] }>> }>
  >;
}

const nil = '00000000-0000-0000-0000-000000000000';
const baseName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1);
const json = (file: string): unknown => JSON.parse(gunzipSync(readFileSync(file)).toString());

/** What an event says in a line: the first of these columns that it has. */
const told: readonly EventColumn[] = [
  'QueryName',
  'DestinationIp',
  'TargetFilename',
  'TargetObject',
  'ImageLoaded',
  'PipeName',
];

/** Frames `processes`, `alerts`, `edges` and `events` of a dataset; throws when the corpus lacks it. */
export function readAttack(corpus: string, dataset: string): readonly NamedRows[] {
  const file = readdirSync(corpus).find((name) => name === `otrf__${dataset}.jsonl.gz`);
  if (file === undefined) throw new Error(`no such recording in ${corpus}`);
  const limits = { maxEventBytes: 1 << 20, maxDepth: 64, maxFields: 1000, minTime: 0, maxFutureMs: 1e15 };
  const decoder = createDecoder({ limits, osqueryTable: () => undefined, now: () => Date.now() });
  const processes = new Map<string, Record<string, Value>>();
  // The last access of a pair says as much as a thousand of them.
  const edges = new Map<string, Record<string, Value>>();
  const events: Record<string, Value>[] = [];
  const ofLine = new Map<number, { processId: string; host: string; time: number }>();

  gunzipSync(readFileSync(join(corpus, file)))
    .toString()
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() === '') return;
      const row = (event: EventRow): void => {
        const text = (column: EventColumn): string => {
          const value = String(event[COL[column]] ?? '');
          return value === nil ? '' : value;
        };
        const time = Number(event[COL.ts]);
        const [id, host, action] = [text('proc_guid'), text('host'), text('action')];
        if (id === '') return;
        ofLine.set(index + 1, { processId: id, host, time });
        if (text('category') === 'process' && text('service') === 'sysmon' && action === 'start') {
          processes.set(`${host}|${id}`, {
            ...processes.get(`${host}|${id}`),
            id,
            parentId: text('parent_guid') || null,
            image: text('Image'),
            name: baseName(text('Image')),
            host,
            pid: Number(text('ProcessId')) || null,
            ppid: Number(text('ParentProcessId')) || null,
            start: time,
            commandLine: text('CommandLine'),
            user: text('User'),
            integrity: text('IntegrityLevel'),
            logonId: text('LogonId'),
            hash: text('Hashes'),
            originalFileName: text('OriginalFileName'),
            signer: text('Company'),
            parentName: baseName(text('ParentImage')),
          });
        } else if (text('category') === 'process' && action === 'end') {
          const known = processes.get(`${host}|${id}`);
          if (known) known['end'] = time;
        } else if (text('target_guid') !== '') {
          const kind = action === 'access' ? 'access' : 'inject';
          const label = [action, text('GrantedAccess')].filter((part) => part !== '').join(' ');
          const key = `${id}|${text('target_guid')}|${label}`;
          const count = Number(edges.get(key)?.['count'] ?? 0) + 1;
          edges.set(key, { source: id, target: text('target_guid'), host, kind, time, label, count });
        } else {
          const what = told.map(text).find((value) => value !== '') ?? '';
          if (what !== '') events.push({ processId: id, host, kind: text('category'), action, time, what });
        }
      };
      decoder.decode(
        Buffer.from(line),
        { receivedAt: 0, input: 'http-events', origin: 'case' },
        { row, quarantine: () => undefined },
      );
    });

  const truthFile = join(corpus, 'truth_otrf.json.gz');
  const truth = existsSync(truthFile) ? (json(truthFile) as Readonly<Record<string, Truth>>)[dataset] : undefined;
  const alerts = Object.entries(truth?.rules ?? {}).flatMap(([ruleId, { title, level, matches }]) =>
    Object.values(matches).flatMap(({ lines }) =>
      lines.flatMap((line) => {
        const hit = ofLine.get(line);
        return hit === undefined ? [] : [{ ...hit, level, title, ruleId }];
      }),
    ),
  );
  // A parent opens each child that it makes.
  const isOwnChild = ({ source, target, host }: Record<string, Value>): boolean =>
    processes.get(`${host}|${target}`)?.['parentId'] === source;
  return [
    { name: 'processes', rows: [...processes.values()] },
    { name: 'alerts', rows: alerts },
    { name: 'edges', rows: [...edges.values()].filter((edge) => !isOwnChild(edge)) },
    { name: 'events', rows: events },
  ];
}
