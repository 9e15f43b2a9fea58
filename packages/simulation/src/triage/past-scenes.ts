// What happened behind the alerts of the past: on the same machines as the demonstration, by its people, in their shippers' shapes.
import { createCompany } from '../company/create-company.ts';
import type { Company, WindowsHost } from '../company/types.ts';
import { found, quarantined } from '../stories/defender.ts';
import { encoded } from '../stories/attacker.ts';
import { domainAccount, type Logon } from '../windows/accounts.ts';
import { boot, openSession, type Booted } from '../windows/boot.ts';
import { KINDS } from '../windows/event-kinds.ts';
import { WindowsMachine } from '../windows/machine.ts';
import type { Process } from '../windows/process.ts';
import { PROGRAMS, unknownProgram, type Program } from '../windows/programs.ts';
import { logonEvents } from '../windows/security.ts';
import { rendererFor } from '../windows/shapes/renderer-for.ts';
import type { Renderer } from '../windows/shapes/record.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The scenes by name, each with the event that raised its alert. */
const CAUSES = {
  'ask-for-groups': KINDS.processCreate,
  'back-up': KINDS.processCreate,
  'archive-payroll': KINDS.processCreate,
  'exclude-folder': KINDS.defenderChanged,
  'log-on-as-admin': KINDS.logon,
  'read-lsass': KINDS.processAccess,
  'open-phish': KINDS.malwareFound,
} as const;

export type SceneName = keyof typeof CAUSES;

/** A scene that was asked for: where, and when its alert's event happens (epoch ms). */
export interface PastScene {
  readonly scene: SceneName;
  readonly host: string;
  readonly ts: number;
}

/** Events in the shape of the machine's shipper, in the order of their times. */
export interface PlayedScene {
  readonly lines: readonly string[];
  /** Index of the line that raised the alert. */
  readonly cause: number;
}

interface Stage {
  readonly machine: WindowsMachine;
  readonly renderer: Renderer;
  readonly booted: Booted;
  /** Services of the scenes that were started already. */
  readonly agents: Map<string, Process>;
}

const BACKUP = unknownProgram(
  'C:\\Program Files\\Nightly\\BackupAgent.exe',
  'BackupAgent.exe',
  'Nightly Backup',
  'Nightly Software',
);
const INVENTORY = unknownProgram('C:\\Program Files\\Inventory\\agent.exe', 'agent.exe', 'Inventory Agent', 'Inventory Ltd'); // prettier-ignore
const NIGHTLY = encoded('& "C:\\Program Files\\Nightly\\Invoke-Snapshot.ps1" -Volume D:');

function setStage(company: Company, host: WindowsHost, ts: number): Stage {
  const machine = new WindowsMachine(company, host, ts - 12 * HOUR);
  return { machine, renderer: rendererFor(host, company), booted: boot(machine, ts - 12 * HOUR), agents: new Map() };
}

/** Whoever sits at the machine; on servers the administrator. */
function sitDown({ machine, booted }: Stage, ts: number): { readonly shell: Process; readonly logon: Logon } {
  const { company, host } = machine;
  const logon = machine.newLogon(domainAccount(company, host.owner ?? company.admin), 2);
  return { shell: openSession(machine, booted, logon, ts).explorer, logon };
}

/** The service of a program, started the first time that it is needed. */
function service({ machine, booted, agents }: Stage, program: Program, ts: number): Process {
  const running = agents.get(program.image);
  if (running !== undefined) return running;
  const commandLine = `"${program.image}"`;
  const started = machine.start({ ts: ts - HOUR, parent: booted.services, program, commandLine });
  agents.set(program.image, started);
  return started;
}

/** A program that its shell starts at `ts` and that ends by itself. */
function run({ machine }: Stage, ts: number, parent: Process, program: Program, commandLine: string, seconds: number) {
  const process = machine.start({ ts, parent, program, commandLine });
  machine.exit(process, ts + seconds * 1000);
  return process;
}

const PLAY: Readonly<Record<SceneName, (stage: Stage, ts: number) => void>> = {
  'ask-for-groups': (stage, ts) => {
    const { shell } = sitDown(stage, ts - 20 * MINUTE);
    const prompt = run(stage, ts - 40_000, shell, PROGRAMS.cmd, '"C:\\Windows\\system32\\cmd.exe"', 180);
    run(stage, ts, prompt, PROGRAMS.net, 'net  group "Domain Admins" /domain', 1);
  },
  'back-up': (stage, ts) => {
    const agent = service(stage, BACKUP, ts);
    run(stage, ts, agent, PROGRAMS.powershell, `powershell.exe -NonInteractive -EncodedCommand ${NIGHTLY}`, 240);
  },
  'archive-payroll': (stage, ts) => {
    const { shell, logon } = sitDown(stage, ts - 3 * HOUR);
    const archive = `C:\\Users\\${logon.account.name}\\Documents\\payroll.7z`;
    const packer = run(stage, ts, shell, PROGRAMS.sevenZip, `"C:\\Program Files\\7-Zip\\7z.exe" a -pQ3-tax -mhe=on ${archive} D:\\Payroll`, 9); // prettier-ignore
    stage.machine.createFile(packer, ts + 300, archive);
  },
  'exclude-folder': (stage, ts) => {
    const { shell } = sitDown(stage, ts - 2 * HOUR);
    const command = 'powershell.exe -Command "Add-MpPreference -ExclusionPath C:\\build"';
    run(stage, ts - 900, shell, PROGRAMS.powershell, command, 3);
    stage.machine.emit(KINDS.defenderChanged, ts, {
      'Product Name': 'Microsoft Defender Antivirus',
      'Product Version': '4.18.26090.9',
      'Old Value': '',
      'New Value': 'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths\\C:\\build = 0x0',
    });
  },
  'log-on-as-admin': ({ machine }, ts) => {
    const { company } = machine;
    const logon = machine.newLogon(domainAccount(company, company.admin), 3);
    const from = company.windows.find(({ role }) => role === 'jump-host')!;
    const facts = { logon, type: 10, package: 'Kerberos', fromIp: from.ip, workstation: from.name } as const;
    logonEvents(machine, ts, facts, 'privileged');
  },
  'read-lsass': (stage, ts) => {
    const agent = service(stage, INVENTORY, ts);
    const trace = 'C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|C:\\Program Files\\Inventory\\agent.exe+1a2f0'; // prettier-ignore
    stage.machine.access(agent, stage.booted.lsass, ts, '0x1410', trace);
  },
  'open-phish': (stage, ts) => {
    const { shell, logon } = sitDown(stage, ts - HOUR);
    const outlook = run(stage, ts - 50 * MINUTE, shell, PROGRAMS.outlook, `"${PROGRAMS.outlook.image}"`, 6 * 3600);
    const mail = `C:\\Users\\${logon.account.name}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\Delivery_note.docm`;
    stage.machine.createFile(outlook, ts - 700, mail);
    const finding = { threat: 'TrojanDownloader:O97M/Obfuse', threatId: 2147753221, severity: 'High', category: 'Trojan Downloader', resources: [`file:_${mail}`], process: outlook } as const; // prettier-ignore
    found(stage.machine, ts, finding);
    quarantined(stage.machine, ts + 1400, finding);
  },
};

/** Plays scenes in their order, which is that of time; the same seed and scenes give the same lines. */
export function playScenes(seed: string, scenes: readonly PastScene[]): readonly PlayedScene[] {
  const company = createCompany(seed);
  const stages = new Map<string, Stage>();
  return scenes.map(({ scene, host: name, ts }) => {
    let stage = stages.get(name);
    if (stage === undefined) {
      const host = company.windows.find((one) => one.name.toLowerCase() === name)!;
      stages.set(name, (stage = setStage(company, host, ts)));
    }
    PLAY[scene](stage, ts);
    const events = stage.machine.drain();
    const cause = events.findIndex((event) => event.kind === CAUSES[scene] && event.ts === ts);
    const { renderer } = stage;
    return { lines: events.map((event) => renderer.render(event)), cause };
  });
}
