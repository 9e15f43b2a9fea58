// This period against the one before it: the same SQL over the range of equal length that ends where the dashboard's begins.

const LENGTH = `toIntervalSecond(dateDiff('second', $__fromTime, $__toTime))`;

/** A statement over the time range, moved back by the length of the range. */
export const periodBefore = (statement: string): string =>
  statement
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `($1 >= $__fromTime_ms - ${LENGTH} AND $1 < $__fromTime_ms)`)
    .replaceAll(/\$__toTime\b/g, '$__fromTime')
    // The length itself is that of the range, wherever it stands.
    .replaceAll("dateDiff('second', $__fromTime, $__fromTime)", "dateDiff('second', $__fromTime, $__toTime)");
