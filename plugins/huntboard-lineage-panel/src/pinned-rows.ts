// Which ancestors are pinned above the rows in sight, so that a deep row never stands without its way.
import type { VisibleRows } from '@huntboard/lineage';

const pinnedAtMost = 4;

/** Rows of the ancestors of what stands first below the pins; the nearest ones when there are too many. */
export function pinnedRows(rows: VisibleRows, first: number): readonly number[] {
  // Pins cover rows, so the row that decides is the first one below them.
  for (let count = 0; count <= pinnedAtMost && first + count < rows.length; count++) {
    const pins: number[] = [];
    for (let row = rows.parentRow[first + count] ?? -1; row >= 0; row = rows.parentRow[row] ?? -1)
      if (rows.group(row) === undefined && pins.length < pinnedAtMost) pins.unshift(row);
    if (pins.length <= count) return pins;
  }
  return [];
}
