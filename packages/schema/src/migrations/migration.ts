// What a migration is. Its text is frozen: once released it is never changed, only followed by another.

export interface Migration {
  /** Place in the order, from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  /** SHA-256 of both forms as `migrationText` writes them, hex; pinned so that a change of the text is noticed. */
  readonly checksum: string;
  /** Statements for one server; each may run again after a crash (IF NOT EXISTS and the like). */
  readonly single: readonly string[];
  /** The same for a cluster: ON CLUSTER, Replicated, Distributed. */
  readonly cluster: readonly string[];
}

/** The text that the checksum is taken of. */
export function migrationText(migration: Pick<Migration, 'single' | 'cluster'>): string {
  return JSON.stringify([migration.single, migration.cluster]);
}
