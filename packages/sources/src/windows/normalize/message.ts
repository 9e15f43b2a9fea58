// Fields out of the rendered message, for events that come without structured data. Only where the text is unambiguous.
import type { Plan } from './plans.ts';

/** `Subject` block of 1102 and its kin: label → data name. Windows writes the labels in the language of the machine. */
const SUBJECT_LABELS: ReadonlyMap<string, string> = new Map([
  ['Security ID', 'SubjectUserSid'],
  ['Account Name', 'SubjectUserName'],
  ['Domain Name', 'SubjectDomainName'],
  ['Account Domain', 'SubjectDomainName'],
  ['Logon ID', 'SubjectLogonId'],
]);

/** The fields of a message as [name, value]; undefined when the message is not of a kind that can be read safely. */
export function parseMessage(plan: Plan, message: string): (readonly [string, string])[] | undefined {
  if (plan.isSysmon) return sysmonFields(message);
  if (plan.isSecurity && plan.eventId === 1102) return subjectFields(message);
  return undefined;
}

/** Sysmon renders its data as lines `Name: value` after a title line; the names are the data names in every language. */
function sysmonFields(message: string): (readonly [string, string])[] | undefined {
  const fields: (readonly [string, string])[] = [];
  for (const line of message.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0 || !/^[A-Za-z0-9]+$/.test(line.slice(0, colon))) continue;
    const value = line.slice(colon + 1).trim();
    if (value !== '') fields.push([line.slice(0, colon), value]);
  }
  return fields.length > 0 ? fields : undefined;
}

function subjectFields(message: string): (readonly [string, string])[] | undefined {
  const fields: (readonly [string, string])[] = [];
  for (const line of message.split(/\r?\n/)) {
    const match = /^\t([^:\t]+):\t+(.*)$/.exec(line);
    const name = match === null ? undefined : SUBJECT_LABELS.get(match[1]!);
    if (name !== undefined) fields.push([name, match![2]!.trim()]);
  }
  return fields.length > 0 ? fields : undefined;
}
