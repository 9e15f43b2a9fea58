// The clock of an alert: how long it may wait for its first look, and whether nobody looked for a day.
import { businessDeadline, businessStart, businessTime } from './business-hours';
import type { BusinessHours } from './business-hours';
import { LEVELS } from './alert';
import type { AlertLevel, AlertRow } from './alert';

export interface SlaPolicy {
  /** Minutes until an alert of this level must be acknowledged; 0 = no clock. */
  readonly minutes: Readonly<Record<AlertLevel, number>>;
  /** Levels whose clock runs day and night. */
  readonly always: readonly AlertLevel[];
  readonly hours: BusinessHours;
}

/** Nobody reviewed it for longer than this, by the clock on the wall: shown so that it cannot be missed. */
export const UNREVIEWED_MS = 24 * 3_600_000;

export type SlaState =
  /** Somebody acted, or its level has no clock. */
  | { readonly kind: 'none' }
  /** Still waiting: counted time left; `soon` when less than a quarter is left. */
  | { readonly kind: 'running'; readonly leftMs: number; readonly soon: boolean; readonly deadline: number }
  | { readonly kind: 'late'; readonly byMs: number };

const elapsed = (policy: SlaPolicy, level: AlertLevel, from: number, to: number): number =>
  policy.always.includes(level) ? Math.max(0, to - from) : businessTime(policy.hours, from, to);

/** Where the clock of an alert stands at `now`. A clock that jumped back counts as no time passed. */
export function slaState(
  alert: Pick<AlertRow, 'level' | 'status' | 'raisedAt'>,
  policy: SlaPolicy,
  now: number,
): SlaState {
  const budget = policy.minutes[alert.level] * 60_000;
  if (alert.status !== 'new' || !(budget > 0)) return { kind: 'none' };
  const left = budget - elapsed(policy, alert.level, alert.raisedAt, now);
  if (left <= 0) return { kind: 'late', byMs: -left };
  const deadline = policy.always.includes(alert.level)
    ? alert.raisedAt + budget
    : businessDeadline(policy.hours, alert.raisedAt, budget);
  return { kind: 'running', leftMs: left, soon: left < budget / 4, deadline };
}

/**
 * For each level with a clock, the instant (epoch ms) before which a new alert was raised that is late at `now`: what the store is
 * asked for, where `slaState` cannot look at every alert.
 */
export function lateBefore(policy: SlaPolicy, now: number): Readonly<Partial<Record<AlertLevel, number>>> {
  const limits: Partial<Record<AlertLevel, number>> = {};
  for (const level of LEVELS) {
    const budget = policy.minutes[level] * 60_000;
    if (!(budget > 0)) continue;
    const raised = policy.always.includes(level) ? now - budget : businessStart(policy.hours, now, budget);
    // The store asks for what is before; an alert is late at the very instant as well.
    if (Number.isFinite(raised)) limits[level] = raised + 1;
  }
  return limits;
}

/** True for an alert that nobody looked at within 24 hours. */
export const isUnreviewed = (alert: Pick<AlertRow, 'status' | 'raisedAt'>, now: number): boolean =>
  alert.status === 'new' && now - alert.raisedAt > UNREVIEWED_MS;

/** `45 s`, `12 min`, `3 h 05`, `2 d 4 h`: as short as can be read at a glance. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
