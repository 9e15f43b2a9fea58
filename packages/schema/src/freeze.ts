// Writes a migration that creates the whole schema as it stands; `freeze-migration.mjs` calls it before the first release.
import { createHash } from 'node:crypto';
import { createSchema } from './ddl/create-schema.ts';
import { migrationText } from './migrations/migration.ts';

const raw = (statement: string): string => {
  if (/`\$|\$\{/.test(statement)) throw new Error('text cannot stand in a raw template');
  // A backquote ends the template: it is put in from outside.
  return `String.raw\`${statement.replaceAll('`', '${Q}')}\``;
};

/** The source text of a migration module. */
export function frozenMigration(number: number, name: string): string {
  const migration = { single: createSchema('single'), cluster: createSchema('cluster') };
  const checksum = createHash('sha256').update(migrationText(migration)).digest('hex');
  const list = (statements: readonly string[]): string =>
    statements.map((statement) => `    ${raw(statement)},\n`).join('');
  return `// Migration ${number}: ${name.replaceAll('-', ' ')}. Frozen text: never edited after a release, only followed by another.
import type { Migration } from './migration.ts';

const Q = '\`';

export const migration: Migration = {
  number: ${number},
  name: '${name}',
  checksum: '${checksum}',
  single: [
${list(migration.single)}  ],
  cluster: [
${list(migration.cluster)}  ],
};
`;
}
