// A time range as two numbers.
import { getDefaultTimeRange } from '@grafana/data';
import type { TimeRange } from '@grafana/data';

/** Epoch milliseconds. */
export interface EpochRange {
  readonly from: number;
  readonly to: number;
}

export const toEpoch = ({ from, to }: TimeRange = getDefaultTimeRange()): EpochRange => ({
  from: from.valueOf(),
  to: to.valueOf(),
});
