// Who may do what: Grafana's organisation roles, each with the rights of the former.
import { z } from 'zod';

export const ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof ROLES)[number];

/** read: see alerts, incidents, exceptions and the audit; triage: act on them; configure: exceptions for all rules, without the limit of days. */
export const RIGHTS = ['read', 'triage', 'configure'] as const;
export type Right = (typeof RIGHTS)[number];

const LEAST: Readonly<Record<Right, Role>> = { read: 'Viewer', triage: 'Editor', configure: 'Admin' };

/** The user as Grafana's signed plugin context names it; what a browser claims never gets here. */
export const actorSchema = z.strictObject({ login: z.string().min(1).max(200), role: z.string().max(50) });
export type Actor = z.infer<typeof actorSchema>;

/** Whether a role has a right. A role that Grafana does not know (`None`, a custom one) has none. */
export function mayDo(role: string, right: Right): boolean {
  const rank = ROLES.indexOf(role as Role);
  return rank >= ROLES.indexOf(LEAST[right]);
}
