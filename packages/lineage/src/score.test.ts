import { buildForest, columnsFromRows } from './index.ts';
import type { ProcessColumn, ReasonCode } from './index.ts';

type Row = Partial<Record<ProcessColumn, unknown>>;
const system = 'C:\\Windows\\System32\\';

/** Codes of a child's reasons, and the sentence of the first. */
function reasonsOf(
  child: Row,
  parent: Row = { image: `${system}services.exe` },
): { codes: ReasonCode[]; text: string } {
  const forest = buildForest([
    columnsFromRows([
      { id: 'p', start: 1, ...parent },
      { id: 'c', parentId: 'p', start: 2, ...child },
    ]),
  ]);
  const node = forest.find('|c') ?? -1;
  const reasons = forest.reasons(node);
  expect(forest.score[node]).toBe(reasons.reduce((sum, { weight }) => sum + weight, 0));
  return { codes: reasons.map(({ code }) => code), text: reasons[0]?.text ?? '' };
}

describe('what is normal', () => {
  it.each<[string, string]>([
    ['svchost.exe', 'services.exe'],
    ['services.exe', 'wininit.exe'],
    ['lsass.exe', 'wininit.exe'],
    ['csrss.exe', 'smss.exe'],
    ['taskhostw.exe', 'svchost.exe'],
    ['userinit.exe', 'winlogon.exe'],
  ])('%s under %s has no reason', (child, parent) => {
    const user = 'NT AUTHORITY\\SYSTEM';
    const above = { image: `${system}${parent}`, user, integrity: 'System' };
    expect(reasonsOf({ image: `${system}${child}`, user, integrity: 'System' }, above).codes).toEqual([]);
  });

  it('the system starts what a user runs', () => {
    const above = { image: `${system}svchost.exe`, user: 'NT AUTHORITY\\SYSTEM', integrity: 'System' };
    const child = { image: `${system}taskhostw.exe`, user: 'CORP\\eve', integrity: 'Medium' };
    expect(reasonsOf(child, above).codes).toEqual([]);
  });
});

describe('what stands out', () => {
  it.each<[ReasonCode, Row, Row | undefined]>([
    ['unusual-parent', { image: `${system}svchost.exe` }, { image: `${system}cmd.exe` }],
    ['unusual-parent', { image: `${system}cmd.exe` }, { image: 'C:\\Office\\WINWORD.EXE' }],
    ['unusual-path', { image: 'C:\\Users\\Public\\lsass.exe' }, { image: `${system}wininit.exe` }],
    ['lookalike-name', { image: `${system}scvhost.exe` }, undefined],
    ['renamed', { image: 'C:\\x\\update.exe', originalFileName: 'mimikatz.exe' }, undefined],
    ['image-deleted', { image: '/opt/x', imageDeleted: true }, undefined],
    ['rare-pair', { image: 'C:\\x\\a.exe', prevalence: 1, prevalenceBase: 40 }, undefined],
    ['unsigned', { image: 'C:\\x\\a.exe', signed: 'false' }, undefined],
    ['living-off-the-land', { image: `${system}certutil.exe` }, undefined],
    [
      'encoded-command',
      { image: `${system}powershell.exe`, commandLine: 'powershell -nop -eNc SQBFAFgAIAAoAE4AZQB3' },
      undefined,
    ],
    ['user-changed', { image: 'C:\\x\\a.exe', user: 'CORP\\admin' }, { image: 'C:\\x\\b.exe', user: 'CORP\\eve' }],
    ['elevated', { image: 'C:\\x\\a.exe', integrity: 'High' }, { image: 'C:\\x\\b.exe', integrity: 'Medium' }],
    ['writable-path', { image: '/dev/shm/x' }, undefined],
    ['from-other-host', { image: `${system}cmd.exe` }, { image: `${system}wbem\\WmiPrvSE.exe` }],
    ['alert-critical', { image: 'C:\\x\\a.exe', alertsCritical: 1 }, undefined],
  ])('%s', (code, child, parent) => {
    const { codes } = reasonsOf(child, parent);
    expect(codes).toContain(code);
  });

  it.each<[string, Row]>([
    [
      'a file named as its maker named it, but for the architecture',
      { image: 'C:\\x\\procdump64.exe', originalFileName: 'procdump' },
    ],
    [
      'a file of Windows that carries another name inside',
      { image: `${system}gpresult.exe`, originalFileName: 'gprslt.exe' },
    ],
    ['another such file', { image: `${system}wbem\\WMIADAP.exe`, originalFileName: 'wmicookr.dll' }],
    ['a resource name', { image: `${system}cmd.exe`, originalFileName: 'Cmd.Exe.MUI' }],
    ['a pair seen often', { image: 'C:\\x\\a.exe', prevalence: 30, prevalenceBase: 40 }],
  ])('but not %s', (_, child) => {
    expect(reasonsOf(child).codes.filter((code) => code === 'renamed' || code === 'rare-pair')).toEqual([]);
  });

  it('the reader of LSASS and both ends of an injection, even where nobody saw LSASS start', () => {
    const ends = { sourceHost: ['h', 'h'], targetHost: ['h', 'h'] };
    const forest = buildForest(
      [
        columnsFromRows([
          { host: 'h', id: 'dump', image: 'C:\\x\\procdump.exe', start: 1 },
          { host: 'h', id: 'note', image: `${system}notepad.exe`, start: 1 },
        ]),
      ],
      {
        edges: [
          {
            length: 2,
            columns: {
              ...ends,
              source: ['dump', 'dump'],
              target: ['lsass', 'note'],
              kind: ['access', 'inject'],
              label: ['access 0x1fffff', 'thread'],
              targetImage: [`${system}lsass.exe`, `${system}notepad.exe`],
            },
          },
        ],
      },
    );
    const codes = (id: string): ReasonCode[] => forest.reasons(forest.find(`h|${id}`) ?? -1).map(({ code }) => code);
    expect(codes('dump')).toEqual(expect.arrayContaining(['reads-lsass', 'injects']));
    expect(codes('note')).toContain('injected');
    expect(forest.kind(forest.find('h|lsass') ?? -1)).toBe('ghost');
    expect(forest.edges.map(({ source, target }) => [forest.name(source), forest.name(target)])).toEqual([
      ['procdump.exe', 'lsass.exe'],
      ['procdump.exe', 'notepad.exe'],
    ]);
    const light = buildForest([columnsFromRows([{ host: 'h', id: 'a', name: 'a.exe', start: 1 }])], {
      edges: [
        {
          length: 1,
          columns: {
            source: ['a'],
            target: ['lsass'],
            sourceHost: ['h'],
            targetHost: ['h'],
            kind: ['access'],
            label: ['access 0x1000'],
            targetImage: ['lsass.exe'],
          },
        },
      ],
    });
    expect([light.edges.length, light.score[light.find('h|a') ?? -1]]).toEqual([0, 0]);
  });
});
