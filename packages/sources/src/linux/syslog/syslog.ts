// Messages of syslog and the journal of Linux, as journald, Fluent Bit, Vector and Filebeat write them in JSON.
import type { FlatEvent, FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt, valueAt } from '../../flat/read-path.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime, parseEpoch } from '../../values/time.ts';
import { messageFields, messageKind } from './read-message.ts';

/** One message in any of the shapes. */
interface SyslogMessage {
  readonly time: number;
  readonly computer: string;
  readonly program: string;
  readonly pid: JsonValue | undefined;
  readonly severity: string;
  readonly facility: string;
  readonly message: string;
}

export const syslog: FlatSource = {
  shape: 'syslog',
  source: 'linux',
  // The text is `message` in every shape.
  skip: new Set(['MESSAGE']),
  matches: (event) => isJournal(event) || isParsed(event) || isFilebeat(event),
  read: (event) => {
    const read = isJournal(event) ? ofJournal(event) : isParsed(event) ? ofParsed(event) : ofFilebeat(event);
    const program = read.program.toLowerCase();
    const fields = messageFields(program, read.message);
    const [category, action] = messageKind(program, read.message);
    return {
      product: 'linux',
      service: serviceOf(program, read.facility),
      category,
      action,
      time: read.time,
      computer: read.computer,
      columns: {
        ProcessId: read.pid,
        level: levelOf(read.severity),
        User: fields.user,
        SourceIp: fields.address,
      },
      derived: { message: read.message, program: read.program, ...fields.named },
    } satisfies FlatEvent;
  },
};

/** `journalctl -o json` and what reads the journal (systemd, "systemd.journal-fields"). */
function isJournal(event: JsonObject): boolean {
  return (
    typeof event['MESSAGE'] === 'string' &&
    (event['__REALTIME_TIMESTAMP'] !== undefined || event['_HOSTNAME'] !== undefined)
  );
}

function ofJournal(event: JsonObject): SyslogMessage {
  const stamp = event['__REALTIME_TIMESTAMP'] ?? event['_SOURCE_REALTIME_TIMESTAMP'];
  const micros = Number(stamp);
  return {
    time: micros > 0 ? micros / 1000 : parseAnyTime(event['timestamp'] ?? event['@timestamp'] ?? event['date']),
    computer: firstOf(textAt(event, '_HOSTNAME'), textAt(event, 'host'), 'linux'),
    program: firstOf(textAt(event, 'SYSLOG_IDENTIFIER'), textAt(event, '_COMM')),
    pid: event['_PID'] ?? event['SYSLOG_PID'],
    severity: textAt(event, 'PRIORITY'),
    facility: textAt(event, 'SYSLOG_FACILITY'),
    message: textAt(event, 'MESSAGE'),
  };
}

/** A message that a syslog server took apart (RFC 5424): Vector's names, and those of rsyslog and Fluent Bit's parser. */
function isParsed(event: JsonObject): boolean {
  const { message, appname, ident } = event;
  return (
    typeof message === 'string' &&
    (typeof appname === 'string' || typeof ident === 'string' || programName(event) !== '')
  );
}

const programName = (event: JsonObject): string =>
  event['facility'] !== undefined || event['syslogfacility-text'] !== undefined
    ? firstOf(textAt(event, 'program'), textAt(event, 'programname'), textAt(event, 'app-name'))
    : '';

function ofParsed(event: JsonObject): SyslogMessage {
  return {
    time: firstTime(event, ['timestamp', '@timestamp', 'time', 'timereported', 'date']),
    computer: firstOf(textAt(event, 'hostname'), textAt(event, 'host'), 'linux'),
    program: firstOf(textAt(event, 'appname'), textAt(event, 'ident'), programName(event)),
    pid: event['procid'] ?? event['pid'],
    severity: firstOf(textAt(event, 'severity'), textAt(event, 'syslogseverity-text')),
    facility: firstOf(textAt(event, 'facility'), textAt(event, 'syslogfacility-text')),
    message: textAt(event, 'message'),
  };
}

/** Filebeat's system module and Elastic Agent. */
function isFilebeat(event: JsonObject): boolean {
  return /^system\.(auth|syslog)$/.test(textAt(event, 'event', 'dataset')) && messageOf(event) !== '';
}

const messageOf = (event: JsonObject): string => firstOf(textAt(event, 'message'), textAt(event, 'event', 'original'));

function ofFilebeat(event: JsonObject): SyslogMessage {
  const dataset = textAt(event, 'event', 'dataset');
  return {
    time: parseAnyTime(event['@timestamp']),
    computer: firstOf(
      textAt(event, 'host', 'hostname'),
      textAt(event, 'host', 'name'),
      textAt(event, 'agent', 'name'),
      'linux',
    ),
    program: firstOf(textAt(event, 'process', 'name'), textAt(event, 'system', 'auth', 'program')),
    pid: valueAt(event, 'process', 'pid'),
    severity: textAt(event, 'log', 'level'),
    facility: dataset === 'system.auth' ? 'auth' : '',
    message: messageOf(event),
  };
}

function firstTime(event: JsonObject, names: readonly string[]): number {
  for (const name of names) {
    const value = event[name];
    const time = typeof value === 'number' ? parseEpoch(value) : parseAnyTime(value);
    if (time === time) return time;
  }
  return NaN;
}

const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['sshd', 'sshd'],
  ['sshd-session', 'sshd'],
  ['sudo', 'sudo'],
  ['cron', 'cron'],
  ['crond', 'cron'],
  ['anacron', 'cron'],
  ['vsftpd', 'vsftpd'],
  ['clamd', 'clamav'],
  ['clamav', 'clamav'],
  ['freshclam', 'clamav'],
  ['guacd', 'guacamole'],
  ['su', 'auth'],
  ['login', 'auth'],
  ['pkexec', 'auth'],
  ['useradd', 'auth'],
  ['usermod', 'auth'],
  ['groupadd', 'auth'],
  ['passwd', 'auth'],
]);

/** Sigma's service of a program; by facility auth (4) and authpriv (10) what is no program of its own. */
function serviceOf(program: string, facility: string): string {
  return PROGRAMS.get(program) ?? (/^(auth|authpriv|security|4|10)$/.test(facility.toLowerCase()) ? 'auth' : 'syslog');
}

const LEVELS: readonly string[] = ['critical', 'critical', 'critical', 'error', 'warning', 'info', 'info', 'debug'];
const NAMES: Readonly<Record<string, number>> = {
  emerg: 0,
  alert: 1,
  crit: 2,
  critical: 2,
  err: 3,
  error: 3,
  warning: 4,
  warn: 4,
  notice: 5,
  info: 6,
  debug: 7,
};

/** Severity of RFC 5424 by number or name. */
function levelOf(severity: string): string {
  const name = severity.toLowerCase();
  return LEVELS[Object.hasOwn(NAMES, name) ? NAMES[name]! : Number(name === '' ? NaN : name)] ?? '';
}
