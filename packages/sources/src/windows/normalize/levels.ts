// Severity as the shapes write it → critical, error, warning, info, debug.
import type { JsonValue } from '../../values/json.ts';

const LEVELS: ReadonlyMap<string, string> = new Map([
  ['0', 'info'],
  ['1', 'critical'],
  ['2', 'error'],
  ['3', 'warning'],
  ['4', 'info'],
  ['5', 'debug'],
  ['information', 'info'],
  ['informational', 'info'],
  ['info', 'info'],
  ['log_always', 'info'],
  ['logalways', 'info'],
  ['audit success', 'info'],
  ['audit failure', 'info'],
  ['success', 'info'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['error', 'error'],
  ['critical', 'critical'],
  ['verbose', 'debug'],
  ['debug', 'debug'],
]);

/** The common word for a level; '' when none was sent or it is not known. */
export function levelOf(level: JsonValue | undefined): string {
  if (typeof level === 'number') return LEVELS.get(String(level)) ?? '';
  if (typeof level !== 'string') return '';
  return LEVELS.get(level) ?? LEVELS.get(level.toLowerCase()) ?? '';
}
