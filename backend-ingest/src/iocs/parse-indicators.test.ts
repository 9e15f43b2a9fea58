// Indicators from STIX, MISP, tables and lists, in one form; what is not looked for is told.
import { parseIndicators } from './parse-indicators.ts';

const NOW = Date.UTC(2026, 0, 1);
const valuesOf = (text: string): string[] =>
  parseIndicators(text, NOW).indicators.map(({ type, value }) => `${type} ${value}`);

describe('parse-indicators', () => {
  it('reads alternatives of STIX patterns, not revoked, not expired, not combined ones', () => {
    const indicator = (pattern: string, more = {}) => ({
      type: 'indicator',
      pattern,
      pattern_type: 'stix',
      name: 'x',
      ...more,
    });
    const bundle = {
      type: 'bundle',
      objects: [
        indicator("[file:hashes.'SHA-256' = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']"),
        indicator("[domain-name:value = 'Evil.example'] OR [ipv4-addr:value = '203.0.113.0/24']"),
        indicator("[url:value = 'http://evil.example/a']", { revoked: true }),
        indicator("[url:value = 'http://evil.example/b']", { valid_until: '2020-01-01T00:00:00Z' }),
        indicator("[domain-name:value = 'a.example' AND url:value = 'http://a.example/x']"),
        { type: 'malware', name: 'y' },
      ],
    };
    expect(valuesOf(JSON.stringify(bundle))).toEqual([
      `hash ${'a'.repeat(64)}`,
      'domain evil.example',
      'ip 203.0.113.0/24',
    ]);
    expect(parseIndicators(JSON.stringify(bundle), NOW).problems).toEqual([
      expect.stringContaining('several conditions'),
    ]);
  });

  it('reads attributes of MISP that are meant for detection, in objects, too', () => {
    const event = {
      Event: {
        info: 'a campaign',
        Attribute: [
          { type: 'ip-dst|port', value: '198.51.100.7|443', to_ids: true },
          { type: 'domain', value: 'not.example', to_ids: false },
          { type: 'comment', value: 'text', to_ids: true },
        ],
        Object: [{ Attribute: [{ type: 'md5', value: 'D41D8CD98F00B204E9800998ECF8427E' }] }],
      },
    };
    expect(valuesOf(JSON.stringify(event))).toEqual(['ip 198.51.100.7', 'hash d41d8cd98f00b204e9800998ecf8427e']);
  });

  it('reads lists and tables, disarmed ones, too', () => {
    const text = [
      'indicator,about',
      'hxxps://evil[.]example/x,loader',
      '"2001:db8::1";c2',
      '# comment',
      'evil[.]example',
      'nothing at all',
    ];
    expect(valuesOf(text.join('\n'))).toEqual(['url https://evil.example/x', 'ip 2001:db8::1', 'domain evil.example']);
    expect(parseIndicators(text.join('\n'), NOW).problems).toEqual(['not looked for: nothing at all']);
  });

  it.each(['{', '[1]', '{"a":1}', '', '\u0000', '{"type":"bundle","objects":[null]}'])(
    'takes %j without failing',
    (text) => {
      expect(parseIndicators(text, NOW).indicators).toEqual([]);
    },
  );
});
