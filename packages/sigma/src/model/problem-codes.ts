// Every code that a rule can be refused or warned of with; docs/errors.md has a heading for each.

/** Codes of the parser and of joining files. */
export const parseProblemCodes = [
  'sigma.yaml_syntax',
  'sigma.yaml_limits',
  'sigma.document_kind',
  'sigma.key_missing',
  'sigma.key_type',
  'sigma.key_value',
  'sigma.detection_shape',
  'sigma.detection_too_large',
  'sigma.detection_unused',
  'sigma.modifier_unknown',
  'sigma.modifier_chain',
  'sigma.modifier_value',
  'sigma.keyword_modifier',
  'sigma.regex_syntax',
  'sigma.regex_unsupported',
  'sigma.placeholder_missing',
  'sigma.value_suspicious',
  'sigma.condition_syntax',
  'sigma.condition_unknown_name',
  'sigma.condition_aggregation',
  'sigma.correlation_condition',
  'sigma.correlation_unsupported',
  'sigma.correlation_rule_unknown',
  'sigma.correlation_rule_ambiguous',
  'sigma.correlation_cycle',
  'sigma.filter_rule_unknown',
  'sigma.duplicate_id',
  'sigma.convention',
  'sigma.question',
] as const;

export type ParseProblemCode = (typeof parseProblemCodes)[number];

/** Codes of all steps from file to back end. */
export const ruleProblemCodes: readonly string[] = [
  ...parseProblemCodes,
  'sigma.logsource_empty',
  'sigma.logsource_unknown',
  'sigma.correlation_alias',
];
