// The one normaliser of all Windows shapes: a shape opens an event, hands over its fields, and closes it. Hot path.
import { COL } from '@huntboard/schema';
import type { ProcessMemory } from '../../identity/process-memory.ts';
import type { QuarantineCode } from '../../quarantine-codes.ts';
import { WRITE } from '../../row-writer.ts';
import type { RowWriter } from '../../row-writer.ts';
import { exactInteger, exceeds } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import type { DecodeLimits } from '../../contract.ts';
import { LINUX_SYSMON } from './channels.ts';
import { registryActions } from './event-kinds.ts';
import { SPECIAL } from './fields.ts';
import type { FieldRule } from './fields.ts';
import { identifyProcess } from './identify-process.ts';
import { levelOf } from './levels.ts';
import { parseMessage } from './message.ts';
import { keepsEnvelopeField, learnField } from './plans.ts';
import type { Plan, PlanCache } from './plans.ts';
import { securityUser } from './security-user.ts';
import { ZoneMemory } from './zone-memory.ts';
import type { LookAhead } from './zone-memory.ts';
import { parseUint } from '../../values/number.ts';
import { parseTime } from '../../values/time.ts';

/** What every shape knows of an event besides its data. Re-used; reset by `open`. */
export interface WindowsEnvelope {
  computer: string;
  provider: string;
  /** Epoch ms of the event by the shape's own clock fields; NaN when there is none. */
  time: number;
  /** Whether `time` may be in a wrong zone that the sensor's own UtcTime can reveal. */
  timeIsDoubtful: boolean;
  recordId: JsonValue | undefined;
  level: JsonValue | undefined;
  message: string;
  /** Account that the shape names for the event, DOMAIN\name. */
  account: string;
  userSid: string;
  /** Process that wrote the event; 0 when not sent. */
  loggingPid: JsonValue | undefined;
}

export interface NormalizerContext {
  readonly writer: RowWriter;
  readonly memory: ProcessMemory;
  readonly limits: DecodeLimits;
  readonly canonicalHost: (name: string) => string;
  /** Latest believable time, epoch ms. */
  maxTime: number;
}

const NXLOG_SEVERITIES: ReadonlySet<string> = new Set([
  'INFO',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'DEBUG',
  'VERBOSE',
  'AUDIT_SUCCESS',
  'AUDIT_FAILURE',
]);
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);
/** Most data of one classic event that are told apart by numbers. */
const MAX_NUMBERED = 100;
const INTEGRITY_LEVELS: ReadonlyMap<string, string> = new Map([
  ['S-1-16-0', 'Untrusted'],
  ['S-1-16-4096', 'Low'],
  ['S-1-16-8192', 'Medium'],
  ['S-1-16-8448', 'MediumPlus'],
  ['S-1-16-12288', 'High'],
  ['S-1-16-16384', 'System'],
  ['S-1-16-20480', 'Protected'],
]);

export class WindowsNormalizer {
  readonly envelope: WindowsEnvelope = {
    computer: '',
    provider: '',
    time: NaN,
    timeIsDoubtful: false,
    recordId: undefined,
    level: undefined,
    message: '',
    account: '',
    userSid: '',
    loggingPid: undefined,
  };
  readonly #context: NormalizerContext;
  readonly #zones = new ZoneMemory();
  #plan!: Plan;
  #utcTime = NaN;
  #dataFields = 0;

  constructor(context: NormalizerContext) {
    this.#context = context;
  }

  /** Begins a delivery. */
  begin(lookAhead: LookAhead): void {
    this.#zones.begin(lookAhead);
  }

  /** Begins an event: the row gets what its plan knows, the envelope is emptied for the shape to fill. */
  open(plans: PlanCache, channel: string, eventId: number, provider: string): WindowsEnvelope {
    const { writer } = this.#context;
    const plan = plans.find(channel, eventId, provider);
    writer.reset(plan.template);
    this.#plan = plan;
    this.#utcTime = NaN;
    this.#dataFields = 0;
    writer.row[COL.Provider_Name] = provider;
    if (eventId === 0) writer.blank.push('EventID');
    const envelope = this.envelope;
    envelope.computer = '';
    envelope.provider = provider;
    envelope.time = NaN;
    envelope.timeIsDoubtful = false;
    envelope.recordId = undefined;
    envelope.level = undefined;
    envelope.message = '';
    envelope.account = '';
    envelope.userSid = '';
    envelope.loggingPid = undefined;
    return envelope;
  }

  /** Writes every field of an object by the plan. `json` is the text it was parsed from. */
  fields(object: JsonObject, json: string): QuarantineCode | undefined {
    const { limits } = this.#context;
    const { lastNames, lastRules } = this.#plan;
    let count = 0;
    for (const name in object) {
      const at = count++;
      if (count > limits.maxFields) return 'fields_exceeded';
      let rule: FieldRule;
      if (lastNames[at] === name) rule = lastRules[at]!;
      else {
        rule = this.#plan.fields.get(name) ?? learnField(this.#plan, name);
        lastNames[at] = name;
        lastRules[at] = rule;
      }
      if (rule.write === WRITE.skip) continue;
      const value = object[name]!;
      if (value === null) continue;
      if (typeof value === 'object') {
        const beyond = exceeds(value, limits.maxDepth - 1, limits.maxFields - count);
        if (beyond !== undefined) return beyond;
      }
      this.#write(rule, typeof value === 'number' ? exact(name, value, json) : value);
    }
    return undefined;
  }

  /** Writes one field of the event's data. */
  field(name: string, value: JsonValue): void {
    if (value === null) return;
    this.#write(this.#plan.fields.get(name) ?? learnField(this.#plan, name), value);
  }

  /** Writes one field of the event's data whose number, if it is one, may be too large for a double. */
  extraField(name: string, value: JsonValue, json: string): void {
    this.field(name, exact(name, value, json));
  }

  /**
   * Writes what Winlogbeat calls param1, param2, … together as Data too, which is how the data without names of classic events are
   * called where they are not numbered.
   */
  numberedData(data: JsonObject): void {
    if (data['param1'] === undefined) return;
    const values: string[] = [];
    for (let i = 1; data[`param${i}`] !== undefined && i <= MAX_NUMBERED; i++) values.push(String(data[`param${i}`]));
    if (values.length === Object.keys(data).length) this.#context.writer.putExt('Data', values);
  }

  /** Keeps a field of the envelope in ext, under the name that Windows gives it. */
  extra(name: string, value: JsonValue | undefined, json: string): void {
    if (value === undefined || value === null || value === '') return;
    if (!keepsEnvelopeField(this.#plan, name)) return;
    this.#context.writer.putExt(name, exact(name, value, json));
  }

  /** Whether the open event is Sysmon's, whose message repeats its data by name. */
  get isSysmon(): boolean {
    return this.#plan.isSysmon;
  }

  /** Whether the whole event keeps to the limits on depth and number of fields. */
  withinLimits(event: JsonObject): QuarantineCode | undefined {
    return exceeds(event, this.#context.limits.maxDepth, this.#context.limits.maxFields);
  }

  #write(rule: FieldRule, value: JsonValue): void {
    const { writer } = this.#context;
    if (rule.isData) this.#dataFields++;
    switch (rule.write) {
      case WRITE.ext:
        if (typeof value === 'string') writer.ext.push(rule.name, value);
        else writer.putExt(rule.name, value);
        return;
      case WRITE.text:
        return writer.putText(rule.column, value, rule.name);
      case WRITE.special:
        return this.#writeSpecial(rule, value);
      default:
        writer.put(rule.write, rule.column, value, rule.name);
    }
  }

  #writeSpecial(rule: FieldRule, value: JsonValue): void {
    const { writer } = this.#context;
    const row = writer.row;
    const text = typeof value === 'string' ? value : '';
    switch (rule.special) {
      case SPECIAL.utcTime: {
        const time = parseTime(text);
        if (time === time) this.#utcTime = time;
        else writer.putExt(rule.name, value);
        return;
      }
      case SPECIAL.sourceImage:
        writer.putText(COL.SourceImage, value, rule.name);
        if (row[COL.Image] === '') row[COL.Image] = text;
        return;
      case SPECIAL.sourceUser:
        writer.putExt(rule.name, value);
        if (row[COL.User] === '') row[COL.User] = text;
        return;
      case SPECIAL.eventType:
        if (!NXLOG_SEVERITIES.has(text)) writer.putText(COL.EventType, value, rule.name);
        return;
      case SPECIAL.protocol:
        return writer.putText(COL.Protocol, PROTOCOLS.get(String(value)) ?? value, rule.name);
      case SPECIAL.direction:
        writer.putExt(rule.name, value);
        if (text === '%%14593') row[COL.Initiated] = 'true';
        else if (text === '%%14592') row[COL.Initiated] = 'false';
        return;
      case SPECIAL.mandatoryLabel:
        writer.putExt(rule.name, value);
        row[COL.IntegrityLevel] = INTEGRITY_LEVELS.get(text) ?? '';
        return;
      default:
        return writer.putExt(rule.name, value);
    }
  }

  /** Ends the event: time, host, user, process identity. A code when it must be refused. */
  close(): QuarantineCode | undefined {
    const { writer, canonicalHost, memory } = this.#context;
    const { row } = writer;
    const { envelope } = this;
    const plan = this.#plan;
    if (envelope.message !== '') this.#readMessage(envelope.message);
    const time = this.#chooseTime();
    if (typeof time === 'string') return time;
    row[COL.ts] = time;
    row[COL.Computer] = envelope.computer;
    row[COL.host] = canonicalHost(envelope.computer);
    row[COL.level] = levelOf(envelope.level);
    if (envelope.recordId !== undefined && envelope.recordId !== null)
      writer.putSequence(COL.record_id, envelope.recordId, 'EventRecordID');
    if (plan.category === 'registry') this.#registryAction();
    if (plan.isSecurity) securityUser(row, plan.eventId);
    else if (!plan.isSysmon) {
      if (row[COL.User] === '') row[COL.User] = envelope.account;
      if (row[COL.ProcessId] === 0 && !writer.blank.includes('ProcessId')) this.#loggingProcess();
    }
    identifyProcess(row, plan, memory);
    return undefined;
  }

  /** The process that wrote the event; 0, which services installed from afar have, was sent and is not absent. */
  #loggingProcess(): void {
    const { writer } = this.#context;
    const pid = parseUint(this.envelope.loggingPid, 0xffffffff);
    if (pid > 0) writer.row[COL.ProcessId] = pid;
    else if (pid === 0) writer.blank.push('ProcessId');
  }

  /** The message repeats the data; it is read only where data are missing. */
  #readMessage(message: string): void {
    const { writer } = this.#context;
    const plan = this.#plan;
    if (plan.isSysmon && this.#dataFields > 0) {
      // NXLog's own EventType and ProcessID can take the place of Sysmon's; the message still has them.
      const { row } = writer;
      if (row[COL.EventType] === '' && (plan.category === 'registry' || plan.category === 'pipe'))
        row[COL.EventType] = lineValue(message, '\nEventType: ');
      if (row[COL.ProcessId] === 0 && !writer.blank.includes('ProcessId'))
        writer.putUint(COL.ProcessId, lineValue(message, '\nProcessId: '), 'ProcessId');
      return;
    }
    if (this.#dataFields > 0) return;
    const fields = parseMessage(plan, message);
    if (fields === undefined) writer.putExt('Message', message);
    else for (const [name, value] of fields) this.field(name, value);
  }

  #chooseTime(): number | QuarantineCode {
    const { limits, maxTime } = this.#context;
    const { envelope } = this;
    const utc = this.#utcTime;
    const shapeTime = envelope.timeIsDoubtful
      ? this.#zones.correct(envelope.computer, envelope.time, utc, this.#context.writer)
      : envelope.time;
    // Sysmon for Linux writes an UtcTime that can be days off (microsoft/SysmonForLinux#60).
    const preferShape = this.#plan.channel === LINUX_SYSMON;
    const first = preferShape ? shapeTime : utc;
    const second = preferShape ? utc : shapeTime;
    if (first >= limits.minTime && first <= maxTime) return first;
    if (second >= limits.minTime && second <= maxTime) return second;
    return first !== first && second !== second ? 'time_missing' : 'time_out_of_range';
  }

  #registryAction(): void {
    const { row } = this.#context.writer;
    if (this.#plan.eventId !== 12) return;
    const action = registryActions.get(row[COL.EventType] as string);
    if (action !== undefined) row[COL.action] = action;
  }
}

/** A number that a double cannot hold as the text it was sent as; any other value unchanged. */
function exact(name: string, value: JsonValue, json: string): JsonValue {
  return typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value)
    ? exactInteger(json, name, value)
    : value;
}

/** Rest of the line that begins with `label`. */
function lineValue(message: string, label: string): string {
  const at = message.indexOf(label);
  if (at < 0) return '';
  const from = at + label.length;
  let end = from;
  while (end < message.length && message.charCodeAt(end) > 31) end++;
  return message.slice(from, end);
}
