// What must hold for every value parser, whatever it is given.
import fc from 'fast-check';
import { BoundedMap } from './bounded-map.ts';
import { parseGuid } from './guid.ts';
import { canonicalHost } from './host.ts';
import { exactInteger, exceeds, textOf } from './json.ts';
import type { JsonValue } from './json.ts';
import { parseHexId, parseUint, parseUint64 } from './number.ts';
import { isZoned, parseAnyTime, parseEpoch, parseTime } from './time.ts';

const moment = fc.date({ min: new Date('1600-01-01'), max: new Date('2600-01-01'), noInvalidDate: true });
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
  fc.bigInt().map(String),
  fc.constant(null),
  fc.boolean(),
);

describe('parseTime', () => {
  test('reads what toISOString writes, with T or blank, with or without Z', () => {
    fc.assert(
      fc.property(moment, fc.boolean(), fc.boolean(), (date, blank, zone) => {
        const iso = date.toISOString();
        fc.pre(iso.length === 24);
        const text = blank ? iso.replace('T', ' ') : iso;
        expect(parseTime(zone ? text : text.slice(0, -1))).toBe(date.getTime());
      }),
    );
  });

  test('reads offsets as Date does, and fractions beyond milliseconds', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), fc.boolean(), (date, minutes, colon) => {
        const iso = date.toISOString();
        fc.pre(iso.length === 24);
        const sign = minutes < 0 ? '-' : '+';
        const [hh, mm] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
          String(n).padStart(2, '0'),
        );
        const text = `${iso.slice(0, -1)}4567${sign}${hh}${colon ? ':' : ''}${mm}`;
        expect(parseTime(text)).toBe(date.getTime() - minutes * 60_000);
        expect(isZoned(text)).toBe(true);
      }),
    );
  });

  test('gives NaN or a number for any text, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseTime(text) === 'number'));
    fc.assert(fc.property(anything, (value) => typeof parseAnyTime(value) === 'number'));
  });

  test.each([
    '2026-13-01 00:00:00',
    '2026-00-01 00:00:00',
    '2026-01-32 00:00:00',
    '2026-01-01 25:00:00',
    '2026-01-01x00:00:00',
    '2026-01-01 00:00',
    '',
    '-',
    '2026-01-01T00:00:00+99:00',
  ])('%p is no time', (text) => expect(parseTime(text)).toBeNaN());
});

test('an epoch in seconds, milliseconds or nanoseconds, as number or text, is the same moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800, max: 4_000_000_000 }), (seconds) => {
      for (const form of [seconds, String(seconds), seconds * 1000, `${seconds}000`, `${seconds}000000000`])
        expect(parseEpoch(form)).toBe(seconds * 1000);
    }),
  );
});

describe('parseGuid', () => {
  test('every form of a GUID is the same 36 lower-case characters', () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        for (const form of [guid, guid.toUpperCase(), `{${guid}}`, `{${guid.toUpperCase()}}`])
          expect(parseGuid(form)).toBe(guid);
      }),
    );
  });

  test('the nil GUID is none, and any other text is no GUID', () => {
    expect(parseGuid('{00000000-0000-0000-0000-000000000000}')).toBe('');
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        (text) => /^\{?[0-9a-f-]{36}\}?$/i.test(text) || parseGuid(text) === undefined,
      ),
    );
  });
});

describe('numbers', () => {
  test('decimal, hex and number forms of a process id are the same', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), (pid) => {
        for (const form of [
          pid,
          String(pid),
          `0x${pid.toString(16)}`,
          `0X${pid.toString(16).toUpperCase()}`,
          `0x0000${pid.toString(16)}`,
        ])
          expect(parseUint(form, 0xffffffff)).toBe(pid);
      }),
    );
  });

  test('anything else is NaN, never a wrong number', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const number = parseUint(value, 0xffff);
        expect(
          number !== number ||
            (Number.isInteger(number) && number >= 0 && number <= 0xffff && Number(value) === number),
        ).toBe(true);
      }),
    );
  });

  test('logon ids in all their forms are the same lower-case hex', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (id) => {
        const hex = id.toString(16);
        for (const form of [`0x${hex}`, `0x${hex.padStart(16, '0')}`, `0X${hex.toUpperCase()}`, id.toString()])
          expect(parseHexId(form)).toBe(`0x${hex}`);
      }),
    );
  });

  test('64-bit sequence numbers are exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (n) => BigInt(parseUint64(n.toString()) ?? -1) === n),
    );
    expect(parseUint64((1n << 64n).toString())).toBeUndefined();
    expect(parseUint64('-1')).toBeUndefined();
  });
});

test('an integer that a double cannot hold keeps its digits, wherever it stands among other fields', () => {
  const name = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(
      name,
      name,
      fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
      fc.constantFrom('', ' ', '\n\t'),
      (own, other, big, blank) => {
        fc.pre(own !== other && !Number.isSafeInteger(Number(big)));
        const json = `{${JSON.stringify(other)}:"${'x'.repeat(5)} \\"${'Keywords'}\\": 1",${JSON.stringify(own)}${blank}:${blank}${big}}`;
        const value = (JSON.parse(json) as Record<string, number>)[own]!;
        expect(exactInteger(json, own, value)).toBe(big.toString());
      },
    ),
  );
});

test('limits on depth and fields are found exactly', () => {
  const nested = (depth: number): JsonValue => (depth === 0 ? 1 : { a: nested(depth - 1) });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      (depth) => (exceeds(nested(depth), 64, 1000) === 'depth_exceeded') === depth > 64,
    ),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
      const wide = Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
      return (exceeds(wide, 64, 150) === 'fields_exceeded') === count > 150;
    }),
  );
});

test('the text of any JSON value is a text, except null', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => (textOf(value as JsonValue) === undefined) === (value === null)));
});

test('a canonical host is its own canonical form, and an address stays whole', () => {
  fc.assert(
    fc.property(
      fc.domain(),
      (name) => canonicalHost(canonicalHost(name, 'short'), 'short') === canonicalHost(name.toUpperCase(), 'short'),
    ),
  );
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => canonicalHost(address, 'short') === address.toLowerCase()),
  );
  expect(canonicalHost('WORKSTATION5.Corp.Example', 'short')).toBe('workstation5');
  expect(canonicalHost('WORKSTATION5.Corp.Example.', 'fqdn')).toBe('workstation5.corp.example');
});

test('a bounded map keeps the newest entries and never more than twice its limit', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 200 }), { maxLength: 500 }), (keys) => {
      const map = new BoundedMap<number>(20);
      keys.forEach((key, i) => map.set(String(key), i));
      const newest = [...new Set([...keys].reverse())].slice(0, 20);
      for (const key of newest) expect(map.get(String(key))).toBe(keys.lastIndexOf(key));
    }),
  );
});
