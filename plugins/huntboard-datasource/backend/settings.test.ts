// Settings as Grafana stores them: defaults, where the user comes from, certificates by switch, what is refused.
import type { DatasourceSettings } from '@huntboard/grafana-backend';
import { parseSettings } from './settings';

const saved = (more: Partial<DatasourceSettings> = {}): DatasourceSettings => ({
  uid: 'u',
  id: 1,
  name: 'n',
  url: 'http://store:8123/',
  user: '',
  database: '',
  basicAuthEnabled: false,
  basicAuthUser: '',
  jsonData: {},
  secureJsonData: {},
  lastUpdated: 1,
  ...more,
});
const value = (more: Partial<DatasourceSettings>): unknown => {
  const parsed = parseSettings(saved(more));
  return parsed.ok ? parsed.value : parsed.error;
};

describe('parseSettings', () => {
  it('fills in defaults and takes the user from jsonData, else from the settings', () => {
    expect(value({})).toEqual({
      url: 'http://store:8123',
      user: 'default',
      password: '',
      database: 'huntboard',
      tls: { skipVerify: false },
      limits: { maxRows: 100_000, maxBytes: 268_435_456, timeoutSeconds: 60 },
      headers: {},
      forwardUser: { quotaKey: false, settings: false },
      rowFilters: [],
    });
    expect(value({ user: 'a', jsonData: { username: 'b' } })).toMatchObject({ user: 'b' });
    expect(value({ user: 'a' })).toMatchObject({ user: 'a' });
  });

  it('takes an emptied limit as the default', () => {
    expect(value({ jsonData: { limits: { maxRows: '', maxBytes: null, timeoutSeconds: '30' } } })).toMatchObject({
      limits: { maxRows: 100_000, maxBytes: 268_435_456, timeoutSeconds: 30 },
    });
  });

  it('uses certificates unless their switch is off', () => {
    const secureJsonData = { tlsCACert: 'CA', tlsClientCert: 'CERT', tlsClientKey: 'KEY' };
    expect(value({ secureJsonData })).toMatchObject({ tls: { ca: 'CA', cert: 'CERT', key: 'KEY' } });
    expect(value({ secureJsonData, jsonData: { tlsAuth: false, tlsAuthWithCACert: false } })).toMatchObject({
      tls: { skipVerify: false },
    });
    expect(value({ secureJsonData, jsonData: { tlsAuth: false, tlsAuthWithCACert: false } })).not.toHaveProperty(
      'tls.ca',
    );
    expect(value({ secureJsonData: { tlsClientCert: 'CERT' } })).toContain('needs its key');
  });

  it("takes headers as Grafana keeps them, and none that would replace the data source's own", () => {
    const jsonData = { httpHeaderName1: 'X-Team', httpHeaderName2: '' };
    expect(value({ jsonData, secureJsonData: { httpHeaderValue1: 'blue' } })).toMatchObject({
      headers: { 'X-Team': 'blue' },
    });
    expect(value({ jsonData: { httpHeaderName1: 'Authorization' } })).toContain('set by the data source itself');
    expect(value({ jsonData: { httpHeaderName1: 'a b' } })).toContain('none that HTTP allows');
    expect(value({ jsonData, secureJsonData: { httpHeaderValue1: 'a\r\nHost: b' } })).toContain(
      'none that HTTP allows',
    );
  });

  it('refuses the secure SOCKS proxy in words', () => {
    expect(value({ jsonData: { enableSecureSocksProxy: true } })).toContain('SOCKS');
  });

  it('says which setting is wrong', () => {
    expect(value({ url: '' })).toContain('URL of ClickHouse is missing');
    expect(value({ url: 'localhost:8123' })).toContain('not of the form');
    expect(value({ jsonData: { defaultDatabase: 'a; DROP' } })).toContain('not a plain identifier');
    expect(value({ jsonData: { limits: { timeoutSeconds: 0 } } })).toContain('limits.timeoutSeconds');
  });
});
