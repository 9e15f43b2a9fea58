// Whose event a Security event is: the account that was logged on, or the one that asked.
import { COL } from '@huntboard/schema';
import type { Row } from '@huntboard/schema';

/** Events that are about the target account: logons, logoffs, tickets, sessions. */
const ABOUT_TARGET: ReadonlySet<number> = new Set([
  4624, 4625, 4626, 4627, 4634, 4647, 4768, 4769, 4770, 4771, 4773, 4776, 4778, 4779, 4800, 4801, 4802, 4803, 4964,
]);

/** Fills User from the subject or target columns. */
export function securityUser(row: Row, eventId: number): void {
  if (row[COL.User] !== '') return;
  const target = ABOUT_TARGET.has(eventId) || (eventId === 4688 && isName(row[COL.TargetUserName]));
  const name = target ? row[COL.TargetUserName] : row[COL.SubjectUserName];
  if (!isName(name)) return;
  const domain = target ? row[COL.TargetDomainName] : row[COL.SubjectDomainName];
  row[COL.User] = isName(domain) ? `${domain}\\${name}` : name;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== '-';
}
