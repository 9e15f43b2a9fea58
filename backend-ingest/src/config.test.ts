// The configuration: what it refuses, and that its documentation says what is so.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigError, readConfig, settings } from './config.ts';
import { parseSecrets, SecretSet } from './inputs/secrets.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'huntboard-config-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

describe('readConfig', () => {
  it('takes defaults for what is absent or empty, and overrides before the environment', () => {
    expect(readConfig({}, { HUNTBOARD_PORT: '' }).settings.HUNTBOARD_PORT).toBe(8088);
    expect(readConfig({ HUNTBOARD_PORT: '1' }, { HUNTBOARD_PORT: '2' }).settings.HUNTBOARD_PORT).toBe(1);
    expect(readConfig({ HUNTBOARD_PORT: undefined }, { HUNTBOARD_PORT: '2' }).settings.HUNTBOARD_PORT).toBe(2);
    expect(readConfig({}, {}).settings.HUNTBOARD_HOST).toBe('127.0.0.1');
  });

  it.each([
    [{ HUNTBOARD_PORT: 'many' }, 'HUNTBOARD_PORT'],
    [{ HUNTBOARD_LANES: '0' }, 'HUNTBOARD_LANES'],
    [{ CLICKHOUSE_URL: 'clickhouse:8123' }, 'CLICKHOUSE_URL'],
    [{ HUNTBOARD_LOG_LEVEL: 'loud' }, 'HUNTBOARD_LOG_LEVEL'],
    [{ HUNTBOARD_MIN_EVENT_TIME: 'yesterday' }, 'HUNTBOARD_MIN_EVENT_TIME'],
    [{ HUNTBOARD_TLS_CERT_FILE: '/nowhere' }, 'HUNTBOARD_TLS_KEY_FILE'],
    [{ HUNTBOARD_TLS_CERT_FILE: '/nowhere', HUNTBOARD_TLS_KEY_FILE: '/nowhere' }, 'HUNTBOARD_TLS_CERT_FILE'],
    [{ HUNTBOARD_EVENT_TOKENS_FILE: '/nowhere' }, 'HUNTBOARD_EVENT_TOKENS_FILE'],
  ])('names the variable that is wrong in %p', (environment, name) => {
    expect(() => readConfig({}, environment)).toThrow(ConfigError);
    expect(() => readConfig({}, environment)).toThrow(name);
  });

  it('reads filters and retention from YAML, and says what is wrong with them', () => {
    const filters = file('filters.yaml', '- name: noise\n  drop: { category: image }\n');
    const retention = file('retention.yaml', 'default: { days: 10, rawDays: 5 }\n');
    const config = readConfig({}, { HUNTBOARD_FILTERS_FILE: filters, HUNTBOARD_RETENTION_FILE: retention });
    expect(config.filters).toHaveLength(1);
    expect(config.retention).toEqual({ default: { days: 10, rawDays: 5 } });
    const broken = file('broken.yaml', '- drop: { nothing: 1 }\n');
    expect(() => readConfig({}, { HUNTBOARD_FILTERS_FILE: broken })).toThrow(/HUNTBOARD_FILTERS_FILE.*broken\.yaml/s);
  });

  it('is documented: docs/operations-ingest.md has a row for every setting, with its default', () => {
    const root = join(dirname(require.resolve('@huntboard/backend-ingest/package.json')), '..');
    // The formatter pads the columns of tables.
    const page = readFileSync(join(root, 'docs', 'operations-ingest.md'), 'utf8').replaceAll(/ +/g, ' ');
    const rows = Object.entries(settings).map(([name, { doc, shown }]) => {
      // The default is the name of the machine.
      const value = name === 'HUNTBOARD_NODE_NAME' ? 'host name' : shown;
      return `| \`${name}\` | ${value} | ${doc} |`;
    });
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
    expect(page.split('\n').filter((line) => /^\| `(HUNTBOARD|CLICKHOUSE)_/.test(line))).toHaveLength(rows.length);
  });
});

describe('secrets', () => {
  it('are separated by commas or lines, may have a name, and comments are none', () => {
    expect(parseSecrets('a, lab:b\n# c\nd')).toEqual([
      { name: '', secret: 'a' },
      { name: 'lab', secret: 'b' },
      { name: '', secret: 'd' },
    ]);
  });

  it('rotate in their file without a restart, while the file may be gone for a moment', () => {
    const path = file('tokens', 'old\n');
    const set = new SecretSet([{ name: 'given', secret: 'fixed' }], path);
    expect([set.find('old'), set.find('fixed')?.name, set.find('other')]).toEqual([
      expect.anything(),
      'given',
      undefined,
    ]);
    writeFileSync(path, 'old\nnewer:new-one\n');
    expect([set.find('old') !== undefined, set.find('new-one')?.name]).toEqual([true, 'newer']);
    rmSync(path);
    expect(set.find('new-one')?.name).toBe('newer');
    writeFileSync(path, 'new-one-alone\n');
    expect([set.find('old'), set.find('new-one')]).toEqual([undefined, undefined]);
  });
});
