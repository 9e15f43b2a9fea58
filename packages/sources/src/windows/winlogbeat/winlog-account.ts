// The account block of winlogbeat: {domain, name, identifier, type}.
import { isObject } from '../../values/json.ts';
import type { JsonValue } from '../../values/json.ts';
import { text } from '../shape.ts';

/** DOMAIN\name; '' when no name was sent. */
export function winlogAccount(user: JsonValue | undefined): string {
  if (!isObject(user)) return '';
  const name = text(user['name']);
  const domain = text(user['domain']);
  return name === '' || domain === '' ? name : `${domain}\\${name}`;
}
