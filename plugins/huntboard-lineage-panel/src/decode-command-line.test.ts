import { decodeCommandLine } from './decode-command-line';

const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

describe('encoded command lines', () => {
  it.each(['-e', '-ec', '-enc', '-EncodedCommand', '/enc', '–enc'])('reads what stands behind %s', (flag) => {
    const line = `powershell.exe -nop -w hidden ${flag} ${wide('IEX (New-Object Net.WebClient)')}`;
    expect(decodeCommandLine(line)).toEqual(['IEX (New-Object Net.WebClient)']);
  });

  it('decodes what is encoded within the encoded', () => {
    const inner = Buffer.from('calc.exe; whoami').toString('base64');
    const outer = `$x=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${inner}'))`;
    expect(decodeCommandLine(`pwsh -enc ${wide(outer)}`)).toEqual([outer, 'calc.exe; whoami']);
  });

  it('reads the start of a command line that a log has cut off', () => {
    const cut = wide('Write-Host "a long script"').slice(0, 21);
    expect(decodeCommandLine(`powershell -enc ${cut}`)[0]).toMatch(/^Write-/);
  });

  it.each([
    'powershell.exe -ExecutionPolicy Bypass -File c:\\x.ps1',
    'tool -enc !!!!!!!!!!!!',
    `powershell -enc ${Buffer.from([0x01, 0x02, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4]).toString('base64')}`,
  ])('finds nothing to read in %s', (line) => {
    expect(decodeCommandLine(line).filter((text) => /Bypass|x\.ps1|!/.test(text))).toEqual([]);
  });

  it('ends soon on a command line of 10 MB', () => {
    expect(decodeCommandLine(`powershell -enc ${'A'.repeat(10_000_000)}`).length).toBeLessThanOrEqual(1);
  });
});
