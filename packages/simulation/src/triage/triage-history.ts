// Two weeks of a small SOC's work before the demonstration begins: what was raised on quiet days, who took it, what it was.
import { Random } from '../random.ts';
import { pastId } from './past-id.ts';
import { pastIncidents, type PastIncidentAction } from './past-incidents.ts';
import { playScenes, type PlayedScene, type SceneName } from './past-scenes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 14;
/** The events of the demonstration begin then: from there on alerts are real. */
const EVENTS_BEGIN = 3 * DAY;

export interface PastAlert {
  readonly id: string;
  readonly ruleId: string;
  readonly rule: string;
  readonly level: string;
  readonly host: string;
  /** What happened. */
  readonly scene: SceneName;
  /** Epoch ms of the event, of its receipt, of the alert. */
  readonly ts: number;
  readonly receivedAt: number;
  readonly raisedAt: number;
}

/** An alert with the events behind it. */
export type PlayedAlert = PastAlert & PlayedScene;

export interface PastAction {
  readonly id: string;
  readonly alert: PastAlert;
  readonly ts: number;
  readonly actor: string;
  readonly action: 'acknowledge' | 'start' | 'close';
  readonly disposition: string;
  readonly comment: string;
}

export interface PastNote {
  readonly id: string;
  readonly ts: number;
  readonly actor: string;
  readonly kind: 'hunt' | 'handover';
  readonly title: string;
  readonly outcome: string;
  readonly comment: string;
}

export interface TriageHistory {
  /** In their order. */
  readonly alerts: readonly PlayedAlert[];
  /** In their order. */
  readonly actions: readonly PastAction[];
  /** What was done about incidents, in its order. */
  readonly incidents: readonly PastIncidentAction[];
  readonly notes: readonly PastNote[];
}

/** The early shift, the late shift, and the one who leads. */
export const ANALYSTS = ['noor', 'felix', 'ines'] as const;

interface Habit {
  readonly ruleId: string;
  readonly rule: string;
  readonly level: string;
  readonly host: string;
  readonly scene: SceneName;
  /** How often on a working day. */
  readonly rate: number;
  readonly ends: readonly (readonly [disposition: string, reason: string])[];
}

const KNOWN_TOOL = ['benign_true_positive', 'Erik, by his ticket for this server; asked and confirmed'] as const;

/** What keeps a SOC busy: work of the administrator, a backup, a developer's build, now and then something that was real. */
const HABITS: readonly Habit[] = [
  { ruleId: '9e5a1dd5-abe4-417b-b3f5-2849aee00c57', rule: 'Members of privileged groups or trusts are asked for', level: 'medium', host: 'adm01', scene: 'ask-for-groups', rate: 1.2, ends: [KNOWN_TOOL] },
  { ruleId: '84685396-cca3-4219-9591-1c726820a9a6', rule: 'PowerShell with an encoded command', level: 'medium', host: 'fs01', scene: 'back-up', rate: 1.6, ends: [['false_positive', 'the backup agent, signed, every night'], ['false_positive', 'backup again; an exception would help']] },
  { ruleId: '4257e4b6-a079-4e05-954d-c8eb58b0a1a5', rule: 'Archive made with a password', level: 'medium', host: 'ws-02', scene: 'archive-payroll', rate: 0.5, ends: [['benign_true_positive', 'payroll for the tax office; finance confirmed'], ['undetermined', 'user on leave, nothing left the host']] },
  { ruleId: 'a01e53fa-8810-4f39-953a-035eb64039f0', rule: 'Exclusion for Defender', level: 'medium', host: 'ws-05', scene: 'exclude-folder', rate: 0.4, ends: [['benign_true_positive', 'build folder of engineering, approved in March'], ['true_positive', 'not approved: exclusion removed, talked to Lena']] },
  { ruleId: 'cdf2ba58-44f8-4ac1-9c29-b761425effda', rule: 'Domain administrator logs on outside of tier 0', level: 'high', host: 'sql01', scene: 'log-on-as-admin', rate: 0.4, ends: [['true_positive', 'against the rule of tiers; Erik uses the other account from now on'], KNOWN_TOOL] },
  { ruleId: 'aab4d0bd-65fd-496f-9a15-144d013a64ca', rule: 'Memory of the local security authority is read', level: 'high', host: 'ws-04', scene: 'read-lsass', rate: 0.35, ends: [['false_positive', 'inventory agent asks for more rights than it needs; vendor told']] },
  { ruleId: 'sensor:windows-defender', rule: 'Defender: Malware detected', level: 'high', host: 'ws-03', scene: 'open-phish', rate: 0.15, ends: [['true_positive', 'phishing; mail withdrawn from six boxes, sender blocked']] },
]; // prettier-ignore

const HUNTS: readonly (readonly [title: string, outcome: string, comment: string])[] = [
  ['Office programs that start interpreters', 'nothing', 'Two weeks of process starts below Word, Excel and Outlook: nothing but help pages.'],
  ['Scheduled tasks that nobody ordered', 'findings', 'Three tasks of a driver updater on ws-06; removed.'],
  ['Service accounts that log on interactively', 'new_rule', 'svc-backup did once; a rule watches it from now on.'],
  ['Outbound connections of servers', 'nothing', 'Only updates and time.'],
  ['Web server: files that changed without a deployment', 'nothing', 'All changes lie in the windows of deployments.'],
]; // prettier-ignore

/** Of so many quieter alerts one was left lying, so that every history has some. */
const LEFT_OF = 15;

const working = (day: number): boolean => new Date(day).getUTCDay() % 6 !== 0;

/** The same seed and end give the same history. Alerts before the events of the demonstration; work until shortly before `now`. */
export function triageHistory(seed: string, now: number): TriageHistory {
  const random = new Random(`${seed}/triage`);
  const alerts: PastAlert[] = [];
  const actions: PastAction[] = [];
  const notes: PastNote[] = [];
  let quiet = 0;
  const midnight = Math.floor(now / DAY) * DAY;
  for (let day = midnight - DAYS * DAY; day < now - EVENTS_BEGIN; day += DAY) {
    for (const habit of HABITS) {
      let count = working(day) ? habit.rate : habit.rate / 4;
      for (; count > 0; count--) {
        if (!random.chance(Math.min(1, count))) continue;
        const ts = day + 7 * HOUR + Math.floor(random.fraction() * 10 * HOUR);
        if (ts > now - EVENTS_BEGIN) continue;
        const alert = raise(habit, ts, alerts.length, random);
        alerts.push(alert);
        const isLeft = alert.level !== 'high' && ++quiet % LEFT_OF === 0;
        if (!isLeft) actions.push(...workOff(alert, habit, random, now));
      }
    }
    if (working(day)) notes.push(...notesOf(day, notes.length, random));
  }
  alerts.sort((a, b) => a.ts - b.ts);
  actions.sort((a, b) => a.ts - b.ts);
  const played = playScenes(seed, alerts);
  const incidents = pastIncidents(alerts, actions).filter(({ ts }) => ts < now);
  return {
    alerts: alerts.map((alert, n) => ({ ...alert, ...played[n]! })),
    actions,
    incidents,
    notes: notes.filter(({ ts }) => ts < now),
  };
}

function raise(habit: Habit, ts: number, number: number, random: Random): PastAlert {
  const { ruleId, rule, level, host, scene } = habit;
  const receivedAt = ts + random.between(800, 9000);
  const raisedAt = receivedAt + random.between(150, 1400);
  return { id: pastId(`${ts}/${number}/${rule}`), ruleId, rule, level, host, scene, ts, receivedAt, raisedAt };
}

/** High ones are taken within minutes, the others within hours. */
function workOff(alert: PastAlert, habit: Habit, random: Random, now: number): PastAction[] {
  const urgent = alert.level === 'high';
  const actor = ANALYSTS[random.between(0, ANALYSTS.length - 1)]!;
  const noticed = alert.raisedAt + random.between(2, urgent ? 25 : 200) * MINUTE;
  const ended = noticed + random.between(4, urgent ? 180 : 90) * MINUTE;
  const [disposition, comment] = habit.ends[random.between(0, habit.ends.length - 1)]!;
  const act = (action: PastAction['action'], ts: number, more: Partial<PastAction> = {}): PastAction => ({ id: pastId(`${alert.id}/${action}`), alert, ts, actor, action, disposition: '', comment: '', ...more }); // prettier-ignore
  const steps = [
    act('acknowledge', noticed),
    ...(urgent ? [act('start', noticed + 2 * MINUTE)] : []),
    act('close', ended, { disposition, comment }),
  ];
  return steps.filter(({ ts }) => ts < now);
}

function notesOf(day: number, number: number, random: Random): PastNote[] {
  const actor = ANALYSTS[random.between(0, ANALYSTS.length - 1)]!;
  const note = (kind: PastNote['kind'], ts: number, more: Pick<PastNote, 'title' | 'outcome' | 'comment'>): PastNote => ({ id: pastId(`${kind}/${ts}`), ts, actor, kind, ...more }); // prettier-ignore
  const handover = note('handover', day + 16 * HOUR, {
    title: 'Late shift',
    outcome: '',
    comment: random.chance(0.5)
      ? 'Quiet. The backup was loud again on fs01.'
      : 'Nothing open above medium. Tickets with IT are up to date.',
  });
  const [title, outcome, comment] = HUNTS[number % HUNTS.length]!;
  return random.chance(0.45) ? [note('hunt', day + 14 * HOUR, { title, outcome, comment }), handover] : [handover];
}
