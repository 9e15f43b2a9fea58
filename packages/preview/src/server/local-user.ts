// Who the preview's one visitor is: there is no login, so a name and a role of choice, kept in two cookies.
import type { FastifyRequest } from 'fastify';

export const PREVIEW_ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type PreviewRole = (typeof PREVIEW_ROLES)[number];

export interface LocalUser {
  readonly login: string;
  readonly role: PreviewRole;
}

export const USER_COOKIE = 'huntboard_user';
export const ROLE_COOKIE = 'huntboard_role';

/** Whom a first visit finds: somebody who may triage. */
const FIRST: LocalUser = { login: 'analyst', role: 'Editor' };

function cookie(header: string, name: string): string {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decode(part.slice(at + 1).trim());
  }
  return '';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The visitor of a request. The host guard has kept other sites out before. */
export function localUser(request: Pick<FastifyRequest, 'headers'>): LocalUser {
  const header = request.headers.cookie ?? '';
  const login = cookie(header, USER_COOKIE);
  const role = PREVIEW_ROLES.find((known) => known === cookie(header, ROLE_COOKIE));
  return { login: /^[\p{L}\p{N}._@-]{1,60}$/u.test(login) ? login : FIRST.login, role: role ?? FIRST.role };
}
