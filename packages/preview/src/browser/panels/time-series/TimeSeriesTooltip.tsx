// Tooltip of the time series: time, values, and links once pinned.
import type { DataFrame, LinkModel } from '@grafana/data';
import { formattedValueToString } from '@grafana/data';
import type { SortOrder, TooltipDisplayMode } from '@grafana/schema';
import {
  getFieldDisplayItems,
  VizTooltipContent,
  VizTooltipFooter,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';
import React from 'react';

interface Props {
  readonly frame: DataFrame;
  readonly dataIdxs: Array<number | null>;
  readonly seriesIdx: number | null;
  readonly mode: TooltipDisplayMode;
  readonly sort: SortOrder;
  readonly hideZeros: boolean;
  readonly isPinned: boolean;
  readonly links: LinkModel[];
}

/** Draws the tooltip's rows for the hovered index. */
export function TimeSeriesTooltip(props: Props): React.JSX.Element | null {
  const { frame, dataIdxs, seriesIdx, mode, sort, hideZeros, isPinned, links } = props;
  const time = frame.fields[0];
  const at = dataIdxs[0];
  if (time === undefined || at === null || at === undefined) {
    return null;
  }
  const value: unknown = time.values[at];
  const label = time.display === undefined ? String(value) : formattedValueToString(time.display(value));
  const items = getFieldDisplayItems(
    frame.fields,
    time,
    dataIdxs,
    seriesIdx,
    mode,
    sort,
    (field) => field.type === 'number',
    hideZeros,
  );
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: '', value: label }} isPinned={isPinned} />
      <VizTooltipContent items={items} isPinned={isPinned} />
      {(isPinned || links.some((link) => link.oneClick === true)) && links.length > 0 && (
        <VizTooltipFooter dataLinks={links} />
      )}
    </VizTooltipWrapper>
  );
}
