// The fields of events that filters, columns and completion offer, from the schema.
import { events } from '@huntboard/schema';

export interface EventField {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
}

/** Columns of `events`, computed ones included. */
export const eventFields: readonly EventField[] = [...events.columns, ...(events.aliases ?? [])].map(
  ({ name, type, doc }) => ({ name, type, doc }),
);

/** Columns that a table of events can show: all fields, and the line in words that the compiler makes. */
export const shownFields: readonly EventField[] = [
  { name: 'summary', type: 'String', doc: 'What happened, in one line.' },
  ...eventFields,
];

/** What events are about: the usual values of the column `category`; the data may hold more. */
export const categories: readonly string[] = [
  'process',
  'network',
  'dns',
  'file',
  'registry',
  'image',
  'driver',
  'script',
  'auth',
  'kerberos',
  'ntlm',
  'session',
  'privilege',
  'account',
  'group',
  'service',
  'task',
  'wmi',
  'pipe',
  'disk',
  'clipboard',
  'log',
  'finding',
  'inventory',
  'exposure',
  'linux',
  'sensor',
];
