// What a scan reads must come out the same, however it is packed; what cannot be read must be named.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { InputError, listInputs, openInput } from './open-input.ts';

const directory = mkdtempSync(join(tmpdir(), 'huntboard-input-'));
afterAll(() => rmSync(directory, { recursive: true }));

const text = `${'{"a":"é \u{1f600}"}\r\n'.repeat(200_000)}`;

async function read(name: string, bytes: Uint8Array): Promise<{ text: string; read: number }> {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  const chunks: Buffer[] = [];
  let count = 0;
  for await (const chunk of openInput(path, (more) => (count += more))) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString('utf8'), read: count };
}

const gz = (bytes: string | Uint8Array): Buffer => zlib.gzipSync(bytes, { level: 1 });

describe('openInput', () => {
  it('reads plain, gzip (also of several members, also under another name) and UTF-16 in both orders', async () => {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    const packed = gz(text);
    for (const [name, bytes] of [
      ['plain', Buffer.from(text)],
      ['packed.json', packed],
      ['members', Buffer.concat([gz(text.slice(0, 1000)), gz(text.slice(1000))])],
      ['little', little],
      ['big', big],
      ['little.gz', gz(little)],
    ] as const) {
      const got = await read(name, bytes);
      expect(got.text === text).toBe(true);
      expect(got.read).toBe(bytes.length);
    }
  });

  it('gives what there is of a truncated file, then says so', async () => {
    const path = join(directory, 'cut.gz');
    writeFileSync(path, gz(text).subarray(0, -1000));
    let length = 0;
    const reading = (async () => {
      for await (const chunk of openInput(path, () => undefined)) length += chunk.length;
    })();
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/cannot be decompressed: unexpected end of file/);
    expect(length).toBeGreaterThan(0);
  });

  it('names formats that are not events, an EVTX file even when it is compressed', async () => {
    await expect(read('a.evtx', Buffer.from('ElfFile\0…'))).rejects.toThrow(/binary EVTX/);
    await expect(read('a.evtx.gz', gz('ElfFile\0…'))).rejects.toThrow(/binary EVTX/);
    await expect(read('a.zip', Buffer.from('PK\x03\x04'))).rejects.toThrow(/ZIP/);
  });

  it('gives nothing for an empty file', async () => {
    expect((await read('empty', Buffer.alloc(0))).text).toBe('');
  });
});

describe('listInputs', () => {
  it('walks directories in the order of names and takes files of events only', () => {
    const root = join(directory, 'walk');
    mkdirSync(join(root, 'b'), { recursive: true });
    for (const name of ['z.jsonl', 'b/a.json.gz', 'b/x.evtx', 'a.xml']) writeFileSync(join(root, name), '1');
    expect(listInputs([root]).map(({ path }) => path.slice(root.length + 1))).toEqual([
      'a.xml',
      'b/a.json.gz',
      'z.jsonl',
    ]);
  });

  it('says which file is missing', () => {
    expect(() => listInputs(['/nowhere/x', '-'])).toThrow('no such file: /nowhere/x');
  });
});
