// Queries of kind sigma in each of their forms, beside those of @huntboard/query/testing.
const RULE =
  "title: Shell\nlogsource: {category: process_creation}\ndetection:\n  s:\n    Image|endswith: '\\powershell.exe'\n  condition: s\n";

export const SIGMA_QUERIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'sigma rule': { kind: 'sigma', rule: RULE },
  'sigma log lines': { kind: 'sigma', rule: RULE, format: 'logs' },
  'sigma counts': { kind: 'sigma', rule: RULE, format: 'histogram' },
  'sigma correlation': {
    kind: 'sigma',
    rule: `${RULE}name: shell\n---\ntitle: Many\ncorrelation: {type: event_count, rules: [shell], group-by: [User], timespan: 5m, condition: {gte: 1}}\n`,
  },
};
