// A Windows machine at work: its processes with coherent ids, and the Sysmon events that they leave.
import type { Company, WindowsHost } from '../company/types.ts';
import { Random } from '../random.ts';
import type { Account, Logon } from './accounts.ts';
import { accountName, serviceLogon, SYSTEM } from './accounts.ts';
import type { EventKind, WindowsEvent } from './event-kinds.ts';
import { KINDS } from './event-kinds.ts';
import { PORT_NAMES, utcTime, type Endpoint, type Process, type Start } from './process.ts';
import type { Program } from './programs.ts';

const MAX_LIVE = 2500;

/** Processes and events of one machine. Events may be added in any order; `drain` gives them in order of time. */
export class WindowsMachine {
  readonly host: WindowsHost;
  readonly company: Company;
  readonly random: Random;
  readonly system: Process;
  readonly systemLogon: Logon;
  #events: WindowsEvent[] = [];
  #sequence = 0;
  readonly #live = new Map<number, Process>();
  readonly #writers = new Map<string, number>();

  constructor(company: Company, host: WindowsHost, bootedAt: number) {
    this.host = host;
    this.company = company;
    this.random = new Random(`${company.seed}/${host.name}`);
    this.systemLogon = serviceLogon(SYSTEM, host.machineId);
    // The kernel has no start event: it is named as the parent of smss.exe only.
    this.system = {
      guid: this.#guid(bootedAt - 4000),
      pid: 4,
      program: {
        image: 'System',
        description: '',
        product: '',
        company: '',
        version: '',
        originalName: '',
        hashes: '',
      },
      commandLine: '',
      logon: this.systemLogon,
      integrity: 'System',
      startedAt: bootedAt - 4000,
    };
  }

  /** Sysmon's form: machine, start time in seconds, a number; each part in the byte order of a GUID. */
  #guid(ts: number): string {
    const seconds = Math.floor(ts / 1000) >>> 0;
    const low = (seconds & 0xffff).toString(16).padStart(4, '0');
    const high = (seconds >>> 16).toString(16).padStart(4, '0');
    const number = ++this.#sequence;
    const swapped = ((number & 0xff) << 8) | ((number >> 8) & 0xff);
    return `{${this.host.machineId}-${low}-${high}-${swapped.toString(16).padStart(4, '0')}-${(number >> 16).toString(16).padStart(8, '0')}0400}`;
  }

  #newPid(): number {
    // Under load more processes start than end: the oldest give their ids back, as they would by ending unseen.
    if (this.#live.size > MAX_LIVE) this.#live.delete(this.#live.keys().next().value!);
    for (;;) {
      const pid = this.random.between(100, 4000) * 4;
      if (!this.#live.has(pid)) return pid;
    }
  }

  /** A logon session of `account` on this machine. */
  newLogon(account: Account, session: number): Logon {
    const id = `0x${(this.random.next() & 0xffffff) | 0x10000}`;
    const hex = Number(id).toString(16);
    return {
      id: `0x${hex}`,
      guid: `{${this.host.machineId}-${this.random.hex(4)}-${this.random.hex(4)}-${this.random.hex(4)}-${hex.padStart(12, '0')}}`,
      session,
      account,
    };
  }

  /** Names the process that writes a channel's events: its id goes into System/Execution. */
  setWriter(service: string, process: Process): void {
    this.#writers.set(service, process.pid);
  }

  emit(kind: EventKind, ts: number, data: Readonly<Record<string, string>>, by?: Process): void {
    const writer = kind.provider.service === 'self' ? by?.pid : this.#writers.get(kind.provider.service);
    const sid =
      kind.provider.channel === 'Security'
        ? ''
        : kind.provider.service === 'self' && by
          ? by.logon.account.sid
          : SYSTEM.sid;
    this.#events.push({ ts: Math.round(ts), kind, data, sid, writer: writer ?? 4 });
  }

  start({
    ts,
    parent,
    program,
    commandLine,
    logon = parent.logon,
    integrity = parent.integrity,
    directory,
  }: Start): Process {
    const process: Process = {
      guid: this.#guid(ts),
      pid: this.#newPid(),
      program,
      commandLine,
      logon,
      integrity,
      startedAt: ts,
    };
    this.#live.set(process.pid, process);
    this.emit(KINDS.processCreate, ts, {
      RuleName: '-',
      UtcTime: utcTime(ts),
      ProcessGuid: process.guid,
      ProcessId: String(process.pid),
      Image: program.image,
      FileVersion: program.version,
      Description: program.description,
      Product: program.product,
      Company: program.company,
      OriginalFileName: program.originalName,
      CommandLine: commandLine,
      CurrentDirectory: directory ?? 'C:\\Windows\\system32\\',
      User: accountName(logon.account),
      LogonGuid: logon.guid,
      LogonId: logon.id,
      TerminalSessionId: String(logon.session),
      IntegrityLevel: integrity,
      Hashes: program.hashes,
      ParentProcessGuid: parent.guid,
      ParentProcessId: String(parent.pid),
      ParentImage: parent.program.image,
      ParentCommandLine: parent.commandLine,
      ParentUser: accountName(parent.logon.account),
    });
    return process;
  }

  exit(process: Process, ts: number): void {
    this.#live.delete(process.pid);
    this.emit(KINDS.processEnd, ts, this.#actor(process, ts));
  }

  #actor(process: Process, ts: number): Record<string, string> {
    return {
      RuleName: '-',
      UtcTime: utcTime(ts),
      ProcessGuid: process.guid,
      ProcessId: String(process.pid),
      Image: process.program.image,
      User: accountName(process.logon.account),
    };
  }

  /** A name lookup; the answer as Sysmon writes addresses. */
  dnsQuery(process: Process, ts: number, name: string, address: string): void {
    const { User, Image, ...head } = this.#actor(process, ts);
    this.emit(KINDS.dnsQuery, ts, {
      ...head,
      QueryName: name,
      QueryStatus: address === '' ? '9003' : '0',
      QueryResults: address === '' ? '-' : `::ffff:${address};`,
      Image: Image!,
      User: User!,
    });
  }

  connect(process: Process, ts: number, to: Endpoint): void {
    this.#connection(
      process,
      ts,
      'true',
      { ip: this.host.ip, port: this.random.between(49_152, 65_535), name: this.host.fqdn },
      to,
    );
  }

  /** An accepted connection. */
  accept(process: Process, ts: number, from: Endpoint, port: number): void {
    this.#connection(process, ts, 'false', from, { ip: this.host.ip, port, name: this.host.fqdn });
  }

  #connection(
    process: Process,
    ts: number,
    initiated: 'true' | 'false',
    source: Endpoint,
    destination: Endpoint,
  ): void {
    this.emit(KINDS.networkConnect, ts, {
      ...this.#actor(process, ts),
      Protocol: 'tcp',
      Initiated: initiated,
      SourceIsIpv6: 'false',
      SourceIp: source.ip,
      SourceHostname: source.name ?? '-',
      SourcePort: String(source.port),
      SourcePortName: PORT_NAMES[source.port] ?? '-',
      DestinationIsIpv6: 'false',
      DestinationIp: destination.ip,
      DestinationHostname: destination.name ?? '-',
      DestinationPort: String(destination.port),
      DestinationPortName: PORT_NAMES[destination.port] ?? '-',
    });
  }

  createFile(process: Process, ts: number, path: string): void {
    const { User, ...head } = this.#actor(process, ts);
    this.emit(KINDS.fileCreate, ts, { ...head, TargetFilename: path, CreationUtcTime: utcTime(ts), User: User! });
  }

  deleteFile(process: Process, ts: number, path: string): void {
    const { Image, User, ...head } = this.#actor(process, ts);
    this.emit(KINDS.fileDelete, ts, {
      ...head,
      User: User!,
      Image: Image!,
      TargetFilename: path,
      Hashes: '-',
      IsExecutable: 'false',
    });
  }

  setRegistry(process: Process, ts: number, key: string, details: string): void {
    const { RuleName, User, ...rest } = this.#actor(process, ts);
    this.emit(KINDS.registrySet, ts, {
      RuleName: RuleName!,
      EventType: 'SetValue',
      ...rest,
      TargetObject: key,
      Details: details,
      User: User!,
    });
  }

  loadImage(process: Process, ts: number, library: Program, signature: string): void {
    const { User, ...head } = this.#actor(process, ts);
    const isSigned = signature !== '';
    this.emit(KINDS.imageLoad, ts, {
      ...head,
      ImageLoaded: library.image,
      FileVersion: library.version,
      Description: library.description,
      Product: library.product,
      Company: library.company,
      OriginalFileName: library.originalName,
      Hashes: library.hashes,
      Signed: String(isSigned),
      Signature: isSigned ? signature : '-',
      SignatureStatus: isSigned ? 'Valid' : 'Unavailable',
      User: User!,
    });
  }

  /** One process opens another. */
  access(source: Process, target: Process, ts: number, mask: string, trace: string): void {
    this.emit(KINDS.processAccess, ts, {
      RuleName: '-',
      UtcTime: utcTime(ts),
      SourceProcessGUID: source.guid,
      SourceProcessId: String(source.pid),
      SourceThreadId: String(this.random.between(300, 2400) * 4),
      SourceImage: source.program.image,
      TargetProcessGUID: target.guid,
      TargetProcessId: String(target.pid),
      TargetImage: target.program.image,
      GrantedAccess: mask,
      CallTrace: trace,
      SourceUser: accountName(source.logon.account),
      TargetUser: accountName(target.logon.account),
    });
  }

  createPipe(process: Process, ts: number, name: string): void {
    const { RuleName, Image, User, ...rest } = this.#actor(process, ts);
    this.emit(KINDS.pipeCreate, ts, {
      RuleName: RuleName!,
      EventType: 'CreatePipe',
      ...rest,
      PipeName: name,
      Image: Image!,
      User: User!,
    });
  }

  /** PowerShell's record of a script block. */
  scriptBlock(process: Process, ts: number, text: string): void {
    this.emit(
      KINDS.scriptBlock,
      ts,
      { MessageNumber: '1', MessageTotal: '1', ScriptBlockText: text, ScriptBlockId: this.random.uuid(), Path: '' },
      process,
    );
  }

  /** Takes all events up to `until` (epoch ms), in order of time; later ones wait for the next call. */
  drain(until = Infinity): WindowsEvent[] {
    const due = this.#events.filter((event) => event.ts <= until);
    this.#events = due.length === this.#events.length ? [] : this.#events.filter((event) => event.ts > until);
    return due.sort((a, b) => a.ts - b.ts);
  }

  get pending(): number {
    return this.#events.length;
  }
}
