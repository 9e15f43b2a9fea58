// All migrations in their order. Append only.
import type { Migration } from './migration.ts';
import { migration as firstTables } from './0001-first-tables.ts';
import { migration as actions } from './0002-actions.ts';
import { migration as openAlerts } from './0003-open-alerts.ts';
import { migration as ruleQuestions } from './0004-rule-questions.ts';

export const migrations: readonly Migration[] = [firstTables, actions, openAlerts, ruleQuestions];
