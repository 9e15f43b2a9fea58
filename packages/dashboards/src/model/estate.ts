// What SQL must know of the world: which addresses are outside, which programs attackers live off, which folders anybody may write to.
import { quoteText } from '@huntboard/query';

const list = (values: readonly string[]): string => values.map(quoteText).join(', ');

const PRIVATE_4 =
  '^(0\\\\.|10\\\\.|127\\\\.|169\\\\.254\\\\.|172\\\\.(1[6-9]|2[0-9]|3[01])\\\\.|192\\\\.168\\\\.|100\\\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\\\.|2(2[4-9]|[3-5][0-9])\\\\.)';
const PRIVATE_6 = '^(::|fe[89ab]|f[cd]|ff)';

/** True when a text column holds an address of the internet: not private, link-local, multicast or loopback. */
export const outside = (column: string): string =>
  `(${column} NOT IN ('', '-') AND NOT match(${column}, '${PRIVATE_4}') AND NOT match(lower(${column}), '${PRIVATE_6}'))`;

/** Windows programs that do an attacker's work under Microsoft's signature (the LOLBAS project's most used). */
export const LOLBINS: readonly string[] = [
  'bitsadmin.exe',
  'certutil.exe',
  'cmstp.exe',
  'cscript.exe',
  'csc.exe',
  'esentutl.exe',
  'forfiles.exe',
  'hh.exe',
  'installutil.exe',
  'makecab.exe',
  'mavinject.exe',
  'msbuild.exe',
  'mshta.exe',
  'msiexec.exe',
  'msxsl.exe',
  'netsh.exe',
  'nltest.exe',
  'ntdsutil.exe',
  'odbcconf.exe',
  'pcalua.exe',
  'procdump.exe',
  'psexec.exe',
  'reg.exe',
  'regasm.exe',
  'regsvcs.exe',
  'regsvr32.exe',
  'rundll32.exe',
  'sc.exe',
  'schtasks.exe',
  'vssadmin.exe',
  'wevtutil.exe',
  'whoami.exe',
  'wmic.exe',
  'wscript.exe',
];

export const lolbinList = list(LOLBINS);

/** Where a path lets anybody put a program: what the default rules of AppLocker do not allow to run. */
const ALLOWED_WINDOWS = '^[a-z]:\\\\\\\\(program files( \\\\(x86\\\\))?|windows)\\\\\\\\';
const WRITABLE_WINDOWS =
  '^[a-z]:\\\\\\\\windows\\\\\\\\(temp|tasks|tracing|debug|registration\\\\\\\\crmlog|system32\\\\\\\\(spool\\\\\\\\drivers\\\\\\\\color|tasks|com\\\\\\\\dmp|fxstmp|microsoft\\\\\\\\crypto\\\\\\\\rsa\\\\\\\\machinekeys))\\\\\\\\';

/** Why AppLocker's default rules would have blocked a Windows path (`lower` case); '' when they would not. */
export const blockedBecause = (path: string): string =>
  `multiIf(NOT match(${path}, '^[a-z]:\\\\\\\\|^\\\\\\\\\\\\\\\\'), '', match(${path}, '${WRITABLE_WINDOWS}'), 'writable folder of Windows', match(${path}, '${ALLOWED_WINDOWS}'), '', match(${path}, '^[a-z]:\\\\\\\\users\\\\\\\\'), 'folder of a user', match(${path}, '^[a-z]:\\\\\\\\programdata\\\\\\\\'), 'ProgramData', startsWith(${path}, '\\\\\\\\'), 'network share', 'outside of Windows and Program Files')`;
