// Migration 4: questions of rules. Frozen text: never edited after a release, only followed by another.
import type { Migration } from './migration.ts';

export const migration: Migration = {
  number: 4,
  name: 'rule-questions',
  checksum: '55199600444df489de7f0529449049a82ae03ba4185eef53217ce74a932bc8ea',
  single: [
    String.raw`ALTER TABLE rule_states
  ADD COLUMN IF NOT EXISTS questions String CODEC(ZSTD(1)) AFTER file`,
  ],
  cluster: [
    String.raw`ALTER TABLE rule_states_local ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS questions String CODEC(ZSTD(1)) AFTER file`,
    String.raw`ALTER TABLE rule_states ON CLUSTER '{{cluster}}'
  ADD COLUMN IF NOT EXISTS questions String AFTER file`,
  ],
};
