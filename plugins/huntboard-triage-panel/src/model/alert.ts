// An alert as the queue shows it, and the words for its states.
import { DISPOSITIONS, SEVERITIES, STATUSES } from '@huntboard/actions';
import type { AlertState, Disposition, Severity, Status } from '@huntboard/actions';

export const LEVELS = SEVERITIES;
export type AlertLevel = Severity;

export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  new: 'New',
  acknowledged: 'Acknowledged',
  in_progress: 'In progress',
  closed: 'Closed',
};

export const DISPOSITION_NAMES: Readonly<Record<Disposition, string>> = {
  true_positive: 'True positive',
  benign_true_positive: 'Benign true positive',
  false_positive: 'False positive',
  undetermined: 'Undetermined',
};

export const DISPOSITION_HINTS: Readonly<Record<Disposition, string>> = {
  true_positive: 'Malicious, and dealt with',
  benign_true_positive: 'What the rule looks for, but allowed: a test, an administrator',
  false_positive: 'Not what the rule looks for: consider an exception',
  undetermined: 'Not enough evidence either way',
};

export interface AlertRow extends AlertState {
  readonly alertId: string;
  /** Times in epoch ms. */
  readonly windowStart: number;
  readonly ts: number;
  /** When it was raised: its clock begins here. */
  readonly raisedAt: number;
  /** When somebody acted last; 0 = nobody did. */
  readonly actedAt: number;
  readonly ruleId: string;
  readonly rule: string;
  readonly level: AlertLevel;
  readonly host: string;
  readonly user: string;
  readonly image: string;
  readonly procGuid: string;
  readonly category: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly count: number;
  readonly incidentId: string;
  readonly incident: string;
}

export const asLevel = (value: unknown): AlertLevel => LEVELS.find((level) => level === value) ?? 'informational';
export const asStatus = (value: unknown): Status => STATUSES.find((status) => status === value) ?? 'new';
export const asDisposition = (value: unknown): Disposition | '' =>
  DISPOSITIONS.find((disposition) => disposition === value) ?? '';

/** Name of a disposition or status that came as text. */
export const inWords = (name: string): string =>
  DISPOSITION_NAMES[name as Disposition] ?? STATUS_NAMES[name as Status] ?? name;

/** File name of a path of any operating system. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);

/** The account without its domain: what fits into a column. */
export const shortUser = (user: string): string => user.slice(user.lastIndexOf('\\') + 1);

/** The summary without the words that the queue shows already: the rule's title, the host and the account. */
export function tellingSummary({ rule, summary }: Pick<AlertRow, 'rule' | 'summary'>): string {
  if (rule === '' || !summary.startsWith(rule)) return summary;
  const colon = summary.indexOf(': ', rule.length);
  return colon < 0 ? summary : summary.slice(colon + 2);
}
