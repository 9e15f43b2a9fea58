// Edges between hosts on 50 recorded attacks: those of which the recording says that one host reached another, and no others.
import { COL, events, NativeBlockBuilder } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';
import { createDecoder } from '@huntboard/sources';
import { corpusFiles, describeCorpus, LIMITS, readCorpus } from '@huntboard/testing';
import { compiled, startQueryStore } from '../../../testing/query-store';
import type { QueryStore } from '../../../testing/query-store';

const baseName = (path: unknown): string => String(path).replace(/^.*[\\/]/, '').toLowerCase(); // prettier-ignore
const known = (id: unknown): string => (id === '' ? 'host' : 'process');

/** Dataset (its name's beginning) -> kind, confidence, both ends (how much is known of the one that asked), evidence. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  covenant_com_wsman: [
    'wmi likely: process grunthttp.exe@workstation5 -> whoami.exe@workstation6 | remoting; logon type 3 as pgustavo from 172.18.39.5:53774, the port of a connection of GruntHTTP.exe on workstation5',
  ],
  covenant_dcom_executeexcel4macro: [
    'logon likely: process moveexcel4.exe@workstation5 -> excel.exe@workstation6 | connection to the program itself; logon type 3 as pgustavo from 172.18.39.5:61545, the port of a connection of MoveExcel4.exe on workstation5',
  ],
  covenant_dcom_iertutil: [
    'logon likely: process grunthttp.exe@workstation5 -> ielowutil.exe@workstation6 | connection to the program itself; logon type 3 as pgustavo from 172.18.39.5:51737, the port of a connection of GruntHTTP.exe on workstation5',
    'logon likely: process grunthttp.exe@workstation5 -> iexplore.exe@workstation6 | connection to the program itself; logon type 3 as pgustavo from 172.18.39.5:51743, the port of a connection of GruntHTTP.exe on workstation5',
  ],
  covenant_psremoting: [
    'logon likely: process powershell.exe@it001 -> wsmprovhost.exe@hr001 | remoting; logon type 3 as pgustavo from 172.18.39.105:50649, the port of a connection of powershell.exe on it001',
  ],
  covenant_sharpwmi: [
    'wmi likely: process grunthttp.exe@workstation5 -> grunthttp2.exe@workstation6 | logon type 3 as pgustavo from 172.18.39.5:55275, the port of a connection of GruntHTTP.exe on workstation5',
  ],
  empire_dcom_shellwindows: [
    'logon likely: process powershell.exe@workstation5 -> explorer.exe@workstation6 | connection to the program itself; logon type 3 as pgustavo from 172.18.39.5:58406, the port of a connection of powershell.exe on workstation5',
  ],
  empire_msbuild_dcerpc_wmi: [
    'wmi likely: process powershell.exe@workstation5 -> cmd.exe@workstation6 | logon type 3 as pgustavo from 172.18.39.5:60120, the port of a connection of powershell.exe on workstation5',
  ],
  empire_psexec: [
    'service likely: process powershell.exe@workstation5 -> cmd.exe@workstation6 | service Updater installed; logon type 3 as pgustavo from 172.18.39.5:56608, the port of a connection of powershell.exe on workstation5',
  ],
  // A service that was there was started: nothing but the time says that it was this one.
  empire_scm_dll_hijack: [
    'service possible: process sc.exe@it001 -> svchost.exe@hr001 | connection to services.exe; logon type 3 as pgustavo from 172.18.39.105:57000, the port of a connection of sc.exe on it001; joined by time alone',
  ],
};

interface Recording {
  readonly name: string;
  from: number;
  to: number;
}

describeCorpus('edges between the hosts of recorded attacks', () => {
  let store: QueryStore;
  const recordings: Recording[] = [];

  beforeAll(async () => {
    store = await startQueryStore();
    const now = Date.now();
    let count = 0;
    for (const file of corpusFiles('otrf__')) {
      const recording: Recording = { name: file.slice('otrf__'.length), from: Infinity, to: 0 };
      const decoder = createDecoder({ limits: LIMITS, osqueryTable: () => undefined, now: () => now });
      const builder = new NativeBlockBuilder(events);
      const row = (one: Row): void => {
        one[COL.event_id] = `00000000-0000-8000-8000-${(count++).toString(16).padStart(12, '0')}`;
        one[COL.ingested_at] = now;
        one[COL.retention_days] = 3650;
        one[COL.raw] = '';
        recording.from = Math.min(recording.from, Number(one[COL.ts]));
        recording.to = Math.max(recording.to, Number(one[COL.ts]));
        builder.append(one);
      };
      const quarantine = ({ code }: { readonly code: string }): never => {
        throw new Error(code);
      };
      decoder.decode(readCorpus(file), { receivedAt: now, input: 'file', origin: 'test' }, { row, quarantine });
      const rows = builder.rows;
      await store.writer.insertNative('events', builder.finish(), { dedupToken: file, rows, settings: { max_partitions_per_insert_block: '0' } }); // prettier-ignore
      recordings.push(recording);
    }
  }, 300_000);
  afterAll(() => store?.stop());

  const edgesOf = async (model: object, { from, to }: Recording): Promise<Record<string, unknown>[]> => {
    const statement = compiled({ kind: 'lineage', part: 'edges', ...model }, { timeRange: { from, to } }).statements[1];
    if (statement === undefined) throw new Error('Two statements expected.');
    return store.run(statement);
  };

  it('are those by which one host reached another, each with its evidence, and none where none did', async () => {
    const found: Record<string, string[]> = {};
    for (const recording of recordings) {
      const edges = await edgesOf({}, recording);
      if (edges.length === 0) continue;
      const begins = Object.keys(EXPECTED).find((name) => recording.name.startsWith(name)) ?? recording.name;
      found[begins] = edges.map(
        ({ kind, confidence, source, sourceHost, sourceImage, targetHost, targetImage, evidence }) =>
          `${String(kind)} ${String(confidence)}: ${known(source)} ${baseName(sourceImage)}@${String(sourceHost)} -> ${baseName(targetImage)}@${String(targetHost)} | ${String(evidence)}`,
      );
    }
    expect(found).toEqual(EXPECTED);
  });

  it('are found around the process at either end', async () => {
    const psexec = recordings.find(({ name }) => name.startsWith('empire_psexec'));
    if (psexec === undefined) throw new Error('no such recording');
    const [edge] = await edgesOf({}, psexec);
    const around = (end: 'source' | 'target'): Promise<unknown> =>
      edgesOf({ hosts: [String(edge?.[`${end}Host`])], procGuid: String(edge?.[end]) }, psexec);
    expect(await around('source')).toEqual([edge]);
    expect(await around('target')).toEqual([edge]);
    // Where a process runs is looked up in its start, which the recording has of the service only.
    expect(await edgesOf({ procGuid: String(edge?.['target']) }, psexec)).toEqual([edge]);
  });
});
