// All migrations in their order. Append only.
import type { Migration } from './migration.ts';
import { migration as firstTables } from './0001-first-tables.ts';

export const migrations: readonly Migration[] = [firstTables];
