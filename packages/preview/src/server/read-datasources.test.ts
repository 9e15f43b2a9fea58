// Provisioned datasources: variables, the store's place, and which of it the browser may see.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBrowserSettings } from './boot-script';
import { interpolate, readDatasources } from './read-datasources';

const store = { url: 'http://127.0.0.1:8123', user: 'reader', password: 'hidden', database: 'huntboard' };

async function provision(yaml: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'preview-datasources-'));
  await writeFile(join(directory, 'a.yaml'), yaml);
  return directory;
}

describe('datasources', () => {
  test('the Huntboard datasource reads the store it was given, not the one in the file', async () => {
    const directory = await provision(
      'datasources:\n  - name: Huntboard\n    uid: huntboard\n    type: huntboard-datasource\n    url: $ELSEWHERE\n    jsonData:\n      defaultDatabase: huntboard\n',
    );
    const [datasource] = await readDatasources(directory, store, {});
    expect(datasource).toMatchObject({
      uid: 'huntboard',
      url: store.url,
      user: 'reader',
      secureJsonData: { password: 'hidden' },
    });
  });

  test('neither the password nor the address of the store reaches the browser', async () => {
    const directory = await provision('datasources: []\n');
    const [datasource] = await readDatasources(directory, store, {});
    const text = JSON.stringify(toBrowserSettings(datasource!, {}));
    expect(text).not.toContain('hidden');
    expect(text).not.toContain('8123');
    expect(text).not.toContain('reader');
  });

  test('without provisioning there is one datasource, the default one', async () => {
    const found = await readDatasources(join(tmpdir(), 'no-such-folder'), store, {});
    expect(found).toMatchObject([{ uid: 'huntboard', isDefault: true }]);
  });

  test('variables are filled in, absent ones become empty, $$ stays a dollar', () => {
    const filled = interpolate({ a: '$HOST:${PORT}', b: ['$NONE'], c: 'pa$$word', d: 1 }, { HOST: 'h', PORT: '1' });
    expect(filled).toEqual({ a: 'h:1', b: [''], c: 'pa$word', d: 1 });
  });

  test('a file that is no datasource file is refused by name', async () => {
    const directory = await provision('datasources:\n  - uid: 1\n');
    await expect(readDatasources(directory, store, {})).rejects.toThrow('provisioning/datasources/a.yaml');
  });
});
