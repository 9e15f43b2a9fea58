// Edges between hosts on 50 recorded attacks: those of which the recording says that one host reached another, and no others.
import { corpusFiles, describeCorpus } from '@huntboard/testing';
import { insertRecording } from '../../../testing/insert-recording';
import type { RecordedRange } from '../../../testing/insert-recording';
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

interface Recording extends RecordedRange {
  readonly name: string;
}

describeCorpus('edges between the hosts of recorded attacks', () => {
  let store: QueryStore;
  const recordings: Recording[] = [];

  beforeAll(async () => {
    store = await startQueryStore();
    for (const file of corpusFiles('otrf__'))
      recordings.push({ name: file.slice('otrf__'.length), ...(await insertRecording(store, file)) });
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
