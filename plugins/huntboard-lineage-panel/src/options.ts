// The panel's options and their defaults.
import type { SortKey } from '@huntboard/lineage';
import { defaultColumns } from './columns';
import type { ColumnName } from './columns';
import type { ViewName } from './view-state';

export interface LineageOptions {
  view: ViewName;
  sortBy: SortKey;
  /** About as many rows are open at first. */
  initialRows: number;
  /** Equal siblings without anything of their own to say become one row. */
  rollUp: boolean;
  groupByHost: boolean;
  density: 'compact' | 'comfortable';
  columns: ColumnName[];
  showCommandLine: boolean;
  showTime: boolean;
  detail: 'click' | 'always' | 'never';
  /** Dashboard variable with the id of the process to go to; '' for none. */
  variable: string;
  /** Selecting a process writes its id into the variable. */
  setVariable: boolean;
  /** Path of the dashboard to hunt in; '' for none. */
  huntDashboard: string;
  /** Path of the dashboard where alerts are worked on; '' for none. */
  triageDashboard: string;
}

export const defaultOptions: LineageOptions = {
  view: 'tree',
  sortBy: 'start',
  initialRows: 60,
  rollUp: true,
  groupByHost: true,
  density: 'compact',
  columns: [...defaultColumns],
  showCommandLine: true,
  showTime: true,
  detail: 'click',
  setVariable: false,
  variable: 'proc_guid',
  huntDashboard: '/d/hb-hunt',
  triageDashboard: '/d/hb-triage',
};
