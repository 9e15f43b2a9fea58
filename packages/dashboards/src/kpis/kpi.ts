// What a KPI is: a number with a name, its formula in words, its SQL, and the rows that it counts.

export interface Kpi {
  /** Stable; what a board, a report and a question about it call it. */
  readonly name: string;
  readonly title: string;
  /** How it is calculated, so that somebody could do it by hand. */
  readonly formula: string;
  /** Grafana's name of the unit. */
  readonly unit: 's' | 'short' | 'percentunit';
  /** Goes up when the formula changes: numbers of two versions are not compared. */
  readonly version: number;
  /** Who answers for what it means. */
  readonly owner: string;
  /** One row, or one row a subject; `$__timeFilter` as in any panel. */
  readonly sql: string;
  /** The rows behind the number. */
  readonly rows: string;
}
