// Settings of the control API: part of the table of all settings in config.ts.
import { MAX_BULK } from '@huntboard/actions';
import { z } from 'zod';

const text = (fallback: string, doc: string): { schema: z.ZodType<string>; doc: string; shown: string } => ({
  schema: z.string().default(fallback),
  doc,
  shown: fallback === '' ? '–' : `\`${fallback}\``,
});

export const controlSettings = {
  HUNTBOARD_CONTROL_TOKENS: text(
    '',
    'Service tokens of /api/v1/control, separated by commas; the data source in Grafana holds one. Without them there are no actions. Of several services that have them one acts, the others refuse (control_held).',
  ),
  HUNTBOARD_CONTROL_TOKENS_FILE: text('', 'File with such tokens, one a line; read again when it changes.'),
  HUNTBOARD_ACTIONS_BULK: {
    schema: z.coerce.number().int().min(1).max(MAX_BULK).default(500),
    doc: `Alerts that one action may be about, at most ${MAX_BULK}.`,
    shown: '500',
  },
  HUNTBOARD_INCIDENT_SECONDS: {
    schema: z.coerce.number().int().nonnegative().default(15),
    doc: 'Seconds between looks for alerts that belong to one incident; 0 = they are not grouped by themselves.',
    shown: '15',
  },
} as const;
