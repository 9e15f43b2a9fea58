// Why a process stands out, as bits; each by plain facts of the process, its parent and its edges.
import type { LevelRank } from './alert-level.ts';
import { fedByStrangers, livingOffTheLand, normalProcesses, remoteHosts, shells } from './known-normal.ts';
import { fileName } from './process-identity.ts';
import { reasonCodes } from './reason.ts';
import type { ReasonCode } from './reason.ts';

/** What is known of a process; '' and NaN where nothing is. */
export interface Facts {
  readonly name: string;
  readonly image: string;
  readonly commandLine: string;
  readonly user: string;
  readonly integrity: string;
  readonly signed: string;
  readonly originalFileName: string;
  readonly imageDeleted: string;
  readonly prevalence: number;
  readonly prevalenceBase: number;
  readonly level: LevelRank;
  readonly parentName: string;
  readonly parentUser: string;
  readonly parentIntegrity: string;
}

/** How much each reason weighs. A critical alert outweighs any two flags; flags that are common weigh little. */
export const weights: Readonly<Record<ReasonCode, number>> = {
  'alert-critical': 60,
  'alert-high': 40,
  'alert-medium': 15,
  'alert-low': 5,
  injects: 30,
  injected: 25,
  'reads-lsass': 35,
  tampered: 30,
  'from-other-host': 25,
  'to-other-host': 20,
  'unusual-parent': 35,
  'unusual-path': 35,
  'lookalike-name': 35,
  renamed: 30,
  'image-deleted': 20,
  'rare-pair': 8,
  unsigned: 8,
  'living-off-the-land': 6,
  'encoded-command': 25,
  'user-changed': 10,
  elevated: 10,
  'writable-path': 10,
};

export const bitOf = (code: ReasonCode): number => 1 << reasonCodes.indexOf(code);

/** Bits to codes, the weightiest first. */
export function codesOf(bits: number): readonly ReasonCode[] {
  return reasonCodes.filter((_, bit) => (bits & (1 << bit)) !== 0).sort((a, b) => weights[b] - weights[a]);
}

export function scoreOf(bits: number): number {
  let score = 0;
  for (let bit = 0; bit < reasonCodes.length; bit++) {
    const code = reasonCodes[bit];
    if (code !== undefined && (bits & (1 << bit)) !== 0) score += weights[code];
  }
  return score;
}

const alertBits: readonly number[] = [
  0,
  bitOf('alert-low'),
  bitOf('alert-medium'),
  bitOf('alert-high'),
  bitOf('alert-critical'),
];
const integrityRank: Readonly<Record<string, number>> = {
  untrusted: 0,
  low: 1,
  medium: 2,
  'medium plus': 2,
  high: 3,
  system: 4,
};
/** Longest part of a command line that is looked at, in characters. */
const maxLooked = 32_768;

const writable =
  /\\temp\\|\\users\\public\\|\\appdata\\(?:local|roaming|locallow)\\(?!microsoft\\(?:teams|onedrive|edge|windowsapps)|programs\\)|\\downloads\\|\\desktop\\|\\perflogs\\|\\\$recycle\.bin\\|\\programdata\\[^\\]*$|^\/(?:var\/)?tmp\/|^\/dev\/shm\/|^\/run\/user\//;
const encoded =
  /\s[-/\u2013\u2014\u2015]e(?:c|nc?|nco|ncod|ncode|ncoded|ncodedc[a-z]*)?\s+["']?[a-z0-9+/]{16}|frombase64string\s*\(|base64\s+(?:-d|--decode)/i;
const bidi = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const truthy = (text: string): boolean => /^(?:1|true|yes|deleted|0\/1)$/i.test(text);
const isFalse = (text: string): boolean => /^(?:0|false|no|unsigned)$/i.test(text);

/** Accounts of the system itself, in the languages in which Windows spells them. */
const systemAccount =
  /^(?:root|0|system|s-1-5-(?:18|19|20))$|^(?:nt[ -]auth|autorit|nt-|window manager|font driver host|workgroup\\[^\\]*\$)|\$$/;

/** Whether one letter was swapped, added, left out or changed. */
function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (a.length === b.length) {
    return (
      a.slice(at + 1) === b.slice(at + 1) ||
      (a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2))
    );
  }
  return a.length > b.length ? a.slice(at + 1) === b.slice(at) : a.slice(at) === b.slice(at + 1);
}

const guarded = [
  'svchost',
  'lsass',
  'csrss',
  'services',
  'explorer',
  'winlogon',
  'wininit',
  'spoolsv',
  'rundll32',
  'taskhostw',
  'conhost',
  'dllhost',
];
/** The core process that a name resembles without being it; '' for none. */
export function resembles(name: string): string {
  const stem = name.endsWith('.exe') ? name.slice(0, -4) : '';
  return stem === '' || normalProcesses.has(name) ? '' : (guarded.find((one) => isOneOff(stem, one)) ?? '');
}

const runtimes = /^(?:py(?:thon)?w?|ruby|node|java|javaw|electron|setup|nsis|7z|wextract)/;

/** Files of Windows that carry another name inside, as Microsoft makes them: file, name inside, both without extension. */
const namedTwice = new Map([
  ['gpresult', 'gprslt'],
  ['systeminfo', 'sysinfo'],
  ['wmiadap', 'wmicookr'],
  ['wlrmdr', 'wlrmndr'],
]);

/** Whether the file was given another name than its maker gave it. */
export function isRenamed(name: string, original: string): boolean {
  const [given, made] = [name.toLowerCase(), original.toLowerCase().trim()];
  if (given === '' || made === '' || made === '-' || made === '?' || !/\.(?:exe|dll|com|scr|mui)$/.test(made))
    return false;
  const stem = (text: string): string => text.replace(/\.mui$/, '').replace(/\.(?:exe|dll|com|scr)$/, '');
  if (stem(given) === stem(made) || namedTwice.get(stem(given)) === stem(made) || runtimes.test(stem(made)))
    return false;
  // Versions and architectures in the name are the maker's own: procdump64.exe is ProcDump.
  const plain = (text: string): string => stem(text).replace(/[^a-z]|32$|64$/g, '');
  return plain(given) !== plain(made) && !plain(given).startsWith(plain(made)) && !plain(made).startsWith(plain(given));
}

/** The expected parents of a process whose parent is another one; undefined where nothing is wrong. */
export function unusualParent(name: string, parent: string): string | undefined {
  if (parent === '') return undefined;
  const normal = normalProcesses.get(name);
  if (normal?.parents !== undefined && !normal.parents.includes(parent)) return normal.parents.join(', ');
  if (fedByStrangers.has(parent) && shells.has(name) && parent !== name) return `nothing of the kind from ${parent}`;
  return undefined;
}

/** The folders where a core process belongs, when it is elsewhere. */
export function unusualPath(name: string, image: string): string | undefined {
  const normal = normalProcesses.get(name);
  const path = image.toLowerCase().replaceAll('/', '\\');
  const cut = path.lastIndexOf('\\');
  if (normal?.folders === undefined || cut < 0) return undefined;
  const folder = path.slice(0, cut + 1);
  return normal.folders.some((one) => folder.endsWith(one)) ? undefined : normal.folders.join(' or ');
}

/** Whether the account is another one, in a way that is not how the system hands down its rights. */
export function isUserChanged(user: string, parentUser: string): boolean {
  const [own, above] = [user.toLowerCase(), parentUser.toLowerCase()];
  if (own === '' || above === '' || own === above || fileName(own) === fileName(above)) return false;
  return !systemAccount.test(above);
}

export function isElevated(integrity: string, parentIntegrity: string): boolean {
  const own = integrityRank[integrity.toLowerCase()];
  const above = integrityRank[parentIntegrity.toLowerCase()];
  return own !== undefined && above !== undefined && own > above;
}

/** Seen on at most one host in ten, or, where few hosts are known, at most twice at all. */
export function isRarePair(prevalence: number, base: number): boolean {
  if (!(prevalence > 0)) return false;
  return base >= 10 ? prevalence <= base / 10 : prevalence <= 2 && base > 0;
}

/** More different values than this are made up: the memory of them starts afresh. */
const maxRemembered = 50_000;

/** A function of one or two texts that remembers what it found, for most processes are like many others. */
class Memory {
  readonly #found = new Map<string, Map<string, number>>();
  readonly #find: (a: string, b: string) => number;
  #size = 0;

  constructor(find: (a: string, b: string) => number) {
    this.#find = find;
  }

  get(a: string, b: string): number {
    let row = this.#found.get(a);
    let bits = row?.get(b);
    if (bits !== undefined) return bits;
    if (this.#size++ > maxRemembered) {
      this.#found.clear();
      this.#size = 0;
      row = undefined;
    }
    if (row === undefined) this.#found.set(a, (row = new Map()));
    bits = this.#find(a, b);
    row.set(b, bits);
    return bits;
  }
}

const BIT = Object.fromEntries(reasonCodes.map((code, bit) => [code, 1 << bit])) as Readonly<
  Record<ReasonCode, number>
>;
const flagged = (is: boolean, code: ReasonCode): number => (is ? BIT[code] : 0);
/** Not a reason: the command line of such a process is looked into. */
const SCRIPTED = 1 << 30;

/** Judges processes by all but their edges. */
export class Judge {
  readonly #byNames = new Memory((name, parent) => {
    const [own, above] = [name.toLowerCase(), parent.toLowerCase()];
    return (
      flagged(unusualParent(own, above) !== undefined, 'unusual-parent') |
      flagged(resembles(own) !== '' || bidi.test(name), 'lookalike-name') |
      flagged(livingOffTheLand.has(own), 'living-off-the-land') |
      flagged(remoteHosts.has(above), 'from-other-host') |
      (shells.has(own) || own.startsWith('pwsh') ? SCRIPTED : 0)
    );
  });
  readonly #byImage = new Memory(
    (name, image) =>
      flagged(unusualPath(name.toLowerCase(), image) !== undefined, 'unusual-path') |
      flagged(writable.test(image.slice(0, maxLooked).toLowerCase()), 'writable-path'),
  );
  readonly #byOriginal = new Memory(
    (name, original) =>
      flagged(isRenamed(name, original), 'renamed') |
      (fileName(original.toLowerCase()) === 'powershell.exe' ? SCRIPTED : 0),
  );
  readonly #byUsers = new Memory((user, above) => flagged(isUserChanged(user, above), 'user-changed'));
  readonly #byIntegrity = new Memory((own, above) => flagged(isElevated(own, above), 'elevated'));

  /** Bits of `reasonCodes`. */
  bitsOf(facts: Facts): number {
    let bits =
      (alertBits[facts.level] ?? 0) |
      this.#byNames.get(facts.name, facts.parentName) |
      this.#byImage.get(facts.name, facts.image) |
      this.#byOriginal.get(facts.name, facts.originalFileName) |
      this.#byUsers.get(facts.user, facts.parentUser) |
      this.#byIntegrity.get(facts.integrity, facts.parentIntegrity) |
      flagged(isRarePair(facts.prevalence, facts.prevalenceBase), 'rare-pair');
    if (facts.imageDeleted !== '') bits |= flagged(truthy(facts.imageDeleted), 'image-deleted');
    if (facts.signed !== '') bits |= flagged(isFalse(facts.signed), 'unsigned');
    if ((bits & SCRIPTED) !== 0)
      bits = (bits & ~SCRIPTED) | flagged(encoded.test(facts.commandLine.slice(0, maxLooked)), 'encoded-command');
    return bits;
  }
}
