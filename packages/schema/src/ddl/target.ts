// Where DDL is meant to run: one server, or every server of a cluster.

/** `single`: plain MergeTree tables. `cluster`: Replicated tables `<name>_local`, under a Distributed table `<name>`. */
export type TargetKind = 'single' | 'cluster';

/** Stands in stored DDL for the name of the database; replaced when a migration runs. */
export const DATABASE = '{{database}}';
/** Stands in stored DDL for the name of the cluster. */
export const CLUSTER = '{{cluster}}';

/** The table that holds the rows: itself on one server, `<name>_local` on a cluster. */
export function storedName(table: string, target: TargetKind): string {
  return target === 'single' ? table : `${table}_local`;
}

/** ` ON CLUSTER …` in the cluster form, nothing on one server. */
export function onCluster(target: TargetKind): string {
  return target === 'single' ? '' : ` ON CLUSTER '${CLUSTER}'`;
}

/**
 * Puts the names into stored DDL.
 * @throws when a name is not a plain identifier: names come from configuration and go into the text.
 */
export function bindNames(ddl: string, names: { readonly database: string; readonly cluster?: string }): string {
  return ddl.replace(/\{\{(database|cluster)\}\}/g, (_, key: string) => {
    const name = key === 'database' ? names.database : names.cluster;
    if (name === undefined || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Error(`${key} name must be a plain identifier, not ${JSON.stringify(name)}`);
    }
    return name;
  });
}
