// What random rules and random events are made of: few enough pieces that they meet, odd enough that they disagree where they can.
import fc from 'fast-check';

/** Pieces of text: paths, switches, all that is special somewhere on the way to the engine, and letters that fold oddly. */
const PIECES = [
  'C:\\Windows\\System32\\',
  '\\cmd.exe',
  'powershell',
  ' -enc ',
  'whoami /all',
  'k',
  'Ki',
  's',
  '_',
  '%',
  '*',
  '?',
  '\\',
  '\\\\',
  "'",
  '"',
  '`',
  '\n',
  '\r\n',
  '\t',
  '\0',
  ' ',
  '-',
  '.',
  '/',
  '{p0:String}',
  '$(x)',
  '[a]',
  'ä',
  'Ö',
  'ß',
  'ΑΣ',
  'σ',
  'ς',
  'İ',
  'ı',
  'i\u0307',
  '\u212a',
  'Å',
  'Å',
  'é',
  'e\u0301',
  '日本',
  '😀',
  '😀b',
  '\ufdd0',
  '\ufffd',
  '\u00a0',
  '\u2028',
  'foo bar baz',
  'foo',
  'BAR',
  '0',
  '4688',
] as const;

export const NUMBER_TEXTS = [
  '0',
  '-0',
  '1',
  '1.0',
  '-1',
  '1e3',
  '1E+3',
  '1000',
  '4688',
  ' 5 ',
  '\t5\r\n',
  '5\u00a0',
  '+5',
  '05',
  '5.',
  '.5',
  '1e400',
  '-1e400',
  '0e400',
  '1e-400',
  '5e-324',
  '1e99999999999999999999',
  '9007199254740993',
  '18446744073709551616',
  '123456789012345678901234567890',
  '0.1',
  '0.30000000000000004',
  '0.3000000000000000444089209850062616169452667236328125',
  '2.2250738585072011e-308',
  '1.7976931348623157e308',
  '1.7976931348623159e308',
  '0x10',
  'NaN',
  'inf',
  '-Infinity',
  '1,000',
  '１',
  '1 2',
] as const;

export const NUMBERS = [
  0, -0, 1, -1, 5, 16, 1000, 1000.5, 4688, 65535, 0.1, 0.3, 0.30000000000000004, 5e-324, 9007199254740992,
  1.8446744073709552e19, 1.2345678901234568e29, 1.7976931348623157e308, -1e300, 2.225073858507201e-308,
] as const;

export const ADDRESSES = [
  '0.0.0.0',
  '10.0.0.1',
  '10.0.0.255',
  '10.0.1.0',
  '192.168.1.77',
  '255.255.255.255',
  '127.0.0.1',
  '127.0.0.01',
  '0127.0.0.1',
  '0001.2.3.4',
  '1.2.3',
  '1.2.3.4.',
  '1.2.3.256',
  '1.2.3.4 ',
  ' 1.2.3.4',
  '1.2.3.4/24',
  '0x7f.0.0.1',
  '::',
  '::1',
  '::0',
  '::ffff:10.0.0.1',
  '::FFFF:192.168.1.77',
  '::ffff:010.0.0.1',
  '::ffff:a00:1',
  '::ffff:1.2.3',
  '0:0:0:0:0:ffff:10.0.0.1',
  '::10.0.0.1',
  '::10.0.0.01',
  'fe80::1',
  'FE80::1',
  'fe80::1%eth0',
  'fe80::1%3',
  '[::1]',
  'fe80:0000:0000:0000:0202:b3ff:fe1e:8329',
  'fe80::0202:b3ff:fe1e:8329:',
  '2001:db8::',
  '2001:db8:1:2:3:4:5:6',
  '2001:db8:1:2:3:4:5::',
  '2001:db8:1:2:3:4:5:6::',
  '::1:2:3:4:5:6:7',
  '::1:2:3:4:5:6:7:8',
  '1::2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:1.2.3.4',
  '1:2:3:4:5:6:7:1.2.3.4',
  '1.2.3.4::',
  '12345::',
  '00001::',
  '1::2::3',
  ':::',
  ':',
  '::g',
  '-',
] as const;

export const TIMES = [
  '2024-02-29 23:59:59',
  '2023-02-29 23:59:59',
  '2024-02-30 00:00',
  '2024-12-30T08:05:09.123Z',
  '2021-01-03 07:00:00,5 +02:00',
  '2021-01-04T07:00:00+0200',
  '2021-01-04T07:00-02:00',
  '2016-01-01 00:00:00Z',
  '2016-13-01 00:00:00',
  '2016-00-10 00:00:00',
  '2016-01-00 00:00:00',
  '2016-01-01 24:00:00',
  '2016-01-01 23:60:00',
  '2016-01-01 23:59:60',
  '1899-12-31 10:00:00',
  '1900-01-01 10:00:00',
  '1969-12-31 10:00:00',
  '2299-12-31 10:00:00',
  '2300-01-01 10:00:00',
  '2024-1-2 03:04:05',
  '2024-01-02',
  '2024-01-02  03:04',
  '2024-01-02 03:04:05  Z',
  '2024-01-02 03:04:05\n',
  ' 2024-01-02 03:04:05',
  '1704164645000',
  '17041646450',
  '1704164645',
  '00000000000',
  '9999999999999',
  '17041646450000',
] as const;

/** Changes the case of some letters, the same for the same choice. */
function respell(text: string, bits: number): string {
  let i = 0;
  return [...text]
    .map((letter) => {
      const choice = (bits >> ((i++ * 2) % 30)) & 3;
      // Only pairs: ß would become SS.
      const upper = letter.toUpperCase();
      if (choice === 1 && [...upper].length === 1) return upper;
      return choice === 2 ? letter.toLowerCase() : letter;
    })
    .join('');
}

const spelling = fc.oneof(fc.constant(0), fc.nat(0x3fff_ffff));

export const piece = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...PIECES), spelling).map(([text, bits]) => respell(text, bits)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
);

/** Text as a sensor might send it, well-formed as what the engine stores. */
export const text = fc.oneof(
  { weight: 8, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBER_TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...ADDRESSES) },
  { weight: 1, arbitrary: fc.constantFrom(...TIMES) },
);

export const GUIDS = [
  '747f3d96-1234-5678-0000-0010aabbccdd',
  '00000000-0000-0000-0000-000000000001',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
] as const;

export const EXT_KEYS = ['LogonGuid', 'Größe', 'a.b', "it's", 'back\\slash', 'Message', ''] as const;

export const HASHES = [
  'SHA1=AABB,MD5=0011,SHA256=CCDD,IMPHASH=EEFF',
  'sha256=ccdd',
  'MD5=,SHA256=ccddg,IMPHASH=0000',
  'SHA256:ccdd',
  'XSHA1=aabb;SHA1=ccdd',
  '\u017fha1=aabb',
] as const;
