// What an event gives to the questions of its rule: the values of fields, read from its row.
import { COL, type EventColumn, type Row } from '@huntboard/schema';
import { ALERT_FIELDS } from '@huntboard/sigma';

const NIL = '00000000-0000-0000-0000-000000000000';

/** By field; '' for what the event does not have. */
export function questionValues(row: Row, fields: readonly string[]): Record<string, string> {
  const ext = row[COL.ext] as readonly string[];
  const valueOf = (field: string): string => {
    if (ALERT_FIELDS.includes(field)) return '00000000-0000-8000-8000-000000000001';
    if (!field.startsWith('ext.')) return String(row[COL[field as EventColumn]] || '');
    const at = ext.findIndex((key, index) => index % 2 === 0 && key === field.slice(4));
    return at < 0 ? '' : (ext[at + 1] ?? '');
  };
  const sent = (value: string): string => (value === NIL || value === '-' ? '' : value);
  return Object.fromEntries(fields.map((field) => [field, sent(valueOf(field))]));
}
