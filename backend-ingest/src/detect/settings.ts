// Settings of detection: part of the table of all settings in config.ts.
import { isAbsolute, join, resolve } from 'node:path';
import { packPlaceholdersFile, packRulesFolder } from '@huntboard/detections';
import { z } from 'zod';
import type { DetectionLimits } from './detection-set.ts';
import type { DetectionSources } from './loaded-set.ts';

const text = (fallback: string, doc: string): { schema: z.ZodType<string>; doc: string; shown: string } => ({
  schema: z.string().default(fallback),
  doc,
  shown: fallback === '' ? '–' : `\`${fallback}\``,
});
const whole = (fallback: number, doc: string): { schema: z.ZodType<number>; doc: string; shown: string } => ({
  schema: z.coerce.number().int().nonnegative().default(fallback),
  doc,
  shown: String(fallback),
});
const onOff = (
  fallback: 'on' | 'off',
  doc: string,
): { schema: z.ZodType<'on' | 'off'>; doc: string; shown: string } => ({
  schema: z.enum(['on', 'off']).default(fallback),
  doc: `${doc} One of: on, off.`,
  shown: `\`${fallback}\``,
});

export const detectionSettings = {
  HUNTBOARD_DETECTION: onOff('on', 'Whether events are judged by rules and indicators.'),
  HUNTBOARD_RULES_DIRS: text(
    '',
    'Directories with Sigma rules, separated by commas, such as a checkout of SigmaHQ and your own.',
  ),
  HUNTBOARD_RULES_BUILTIN: onOff('on', 'Whether the rules that come along run.'),
  HUNTBOARD_RULES_FILE: text('', 'Which rules run, and overrides (YAML or JSON).'),
  HUNTBOARD_EXCEPTIONS_FILE: text('', 'Exceptions (YAML or JSON): hits that raise no alert.'),
  HUNTBOARD_PLACEHOLDERS_FILE: text('', 'Lists for rules with `expand` (YAML or JSON): name → values.'),
  HUNTBOARD_IOC_DIR: text(
    '',
    'Directory of files with indicators (STIX 2.1, MISP JSON, CSV or lists): hashes, domains, addresses, URLs.',
  ),
  HUNTBOARD_IOC_HUNT_DAYS: whole(90, 'Days of stored events in which a new indicator is looked for; 0 = none.'),
  HUNTBOARD_RULES_POLL_SECONDS: whole(
    300,
    'Seconds between looks at the rules, beside the changes that the system tells of at once; 0 = never.',
  ),
  HUNTBOARD_RULES_MAX_SHARE: {
    schema: z.coerce.number().positive().max(1).default(0.3),
    doc: 'Part of the time of detection that one rule may take; beyond it the rule is switched off, with an alert about it.',
    shown: '0.3',
  },
  HUNTBOARD_ALERT_WINDOW_SECONDS: {
    schema: z.coerce.number().int().min(1).max(86_400).default(3600),
    doc: 'Equal hits within this time are one alert.',
    shown: '3600',
  },
  HUNTBOARD_ALERT_DAYS: whole(400, 'Days that alerts are kept.'),
  HUNTBOARD_ALERTS_PER_RULE: {
    schema: z.coerce.number().int().min(1).default(200),
    doc: 'Alerts that one rule raises in one batch; further hits share one more.',
    shown: '200',
  },
  HUNTBOARD_CORRELATION_SECONDS: {
    schema: z.coerce.number().positive().default(5),
    doc: 'Seconds between looks for what correlations find.',
    shown: '5',
  },
  HUNTBOARD_ADMIN_TOKENS: text(
    '',
    'Bearer tokens for /api/v1/rules, separated by commas; without them there is no such address.',
  ),
} as const;

type Settings = { readonly [K in keyof typeof detectionSettings]: z.infer<(typeof detectionSettings)[K]['schema']> };

export interface DetectionConfig {
  /** Undefined: detection is off. */
  readonly sources: DetectionSources | undefined;
  readonly limits: DetectionLimits;
  /** ms; 0 = never. */
  readonly pollMs: number;
  readonly correlationMs: number;
  readonly correlationState: string;
  readonly hunt: { readonly days: number; readonly stateFile: string };
}

export function detectionConfig(s: Settings, dataDirectory: string): DetectionConfig {
  const absolute = (path: string): string => (path === '' || isAbsolute(path) ? path : resolve(path));
  const own = s.HUNTBOARD_RULES_DIRS.split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
    .map(absolute);
  const builtin = s.HUNTBOARD_RULES_BUILTIN === 'on';
  const sources: DetectionSources = {
    directories: [...own, ...(builtin ? [packRulesFolder()] : [])],
    rulesFile: absolute(s.HUNTBOARD_RULES_FILE),
    exceptionsFile: absolute(s.HUNTBOARD_EXCEPTIONS_FILE),
    panelExceptionsFile: join(resolve(dataDirectory), 'detection', 'panel-exceptions.json'),
    placeholderFiles: [...(builtin ? [packPlaceholdersFile()] : []), absolute(s.HUNTBOARD_PLACEHOLDERS_FILE)].filter(
      (path) => path !== '',
    ),
    indicators: absolute(s.HUNTBOARD_IOC_DIR),
    windowMs: s.HUNTBOARD_ALERT_WINDOW_SECONDS * 1000,
    cache: join(resolve(dataDirectory), 'rules-cache'),
  };
  return {
    sources: s.HUNTBOARD_DETECTION === 'on' ? sources : undefined,
    limits: {
      alertDays: s.HUNTBOARD_ALERT_DAYS,
      maxAlertsPerRule: s.HUNTBOARD_ALERTS_PER_RULE,
      maxShare: s.HUNTBOARD_RULES_MAX_SHARE,
    },
    pollMs: s.HUNTBOARD_RULES_POLL_SECONDS * 1000,
    correlationMs: s.HUNTBOARD_CORRELATION_SECONDS * 1000,
    correlationState: join(resolve(dataDirectory), 'detection', 'correlations.json'),
    hunt: {
      days: s.HUNTBOARD_IOC_HUNT_DAYS,
      stateFile: join(resolve(dataDirectory), 'detection', 'indicators-hunted.json'),
    },
  };
}
