// The level of an event as log views know levels: what its sensor says, a warning where a rule matched, else information.

/** Computed field of events; log views read a label of this name. */
export const LOG_LEVEL = 'detected_level';

/** SQL over the columns of `events`; one of critical, error, warning, info. */
export const LOG_LEVEL_SQL =
  "multiIf(level != '', transform(toString(level), ['high', 'medium', 'low', 'informational'], ['error', 'warning', 'info', 'info'], toString(level)), notEmpty(rule_ids), 'warning', 'info')";
