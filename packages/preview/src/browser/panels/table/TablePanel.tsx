// Table: sortable, filterable rows of one frame, with cell kinds and data links.
import { css } from '@emotion/css';
import type { DataFrame, PanelProps, SelectableValue } from '@grafana/data';
import { cacheFieldDisplayNames, getFrameDisplayName } from '@grafana/data';
import { TableCellHeight } from '@grafana/schema';
import type { TableSortByFieldState } from '@grafana/ui';
import { Select, usePanelContext, useTheme2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import React from 'react';
import { NoDataView } from '../NoDataView';

export interface TableOptions {
  readonly frameIndex?: number;
  readonly showHeader?: boolean;
  readonly showTypeIcons?: boolean;
  readonly cellHeight?: TableCellHeight;
  readonly sortBy?: TableSortByFieldState[];
  readonly enablePagination?: boolean;
  readonly maxRowHeight?: number;
  readonly frozenColumns?: { readonly left?: number };
  readonly disableKeyboardEvents?: boolean;
}

/** Height of the frame selector, shown when the data holds several frames, in px. */
const SELECTOR_HEIGHT = 40;

/** Draws the frame that `frameIndex` names. */
export function TablePanel(props: PanelProps<TableOptions>): React.JSX.Element {
  const { data, options, width, height, id, fieldConfig, timeRange, transparent, onOptionsChange } = props;
  const theme = useTheme2();
  const context = usePanelContext();
  const frames = data.series;
  // TableNG reads the cached display names of every frame, not only of the one on show.
  cacheFieldDisplayNames(frames);
  const index = Math.min(options.frameIndex ?? 0, Math.max(frames.length - 1, 0));
  const frame: DataFrame | undefined = frames[index];
  if (frame === undefined || frame.fields.length === 0 || frame.length === 0) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} />;
  }
  const several = frames.length > 1;
  const frameOptions: Array<SelectableValue<number>> = frames.map((item, value) => ({
    value,
    label: getFrameDisplayName(item, value),
  }));
  return (
    <div style={{ width, height }}>
      <TableNG
        key={index}
        data={frame}
        width={width}
        height={several ? height - SELECTOR_HEIGHT : height}
        noHeader={options.showHeader === false}
        showTypeIcons={options.showTypeIcons ?? false}
        resizable={true}
        sortBy={options.sortBy ?? []}
        onSortByChange={(sortBy) => onOptionsChange({ ...options, sortBy })}
        cellHeight={options.cellHeight ?? TableCellHeight.Sm}
        enablePagination={options.enablePagination ?? false}
        maxRowHeight={options.maxRowHeight}
        frozenColumns={options.frozenColumns?.left ?? 0}
        disableKeyboardEvents={options.disableKeyboardEvents ?? false}
        structureRev={data.structureRev}
        fieldConfig={fieldConfig}
        timeRange={timeRange}
        transparent={transparent}
        onCellFilterAdded={context.onAddAdHocFilter}
      />
      {several && (
        <div className={css({ padding: theme.spacing(0.5, 1, 0) })}>
          <Select
            options={frameOptions}
            value={index}
            onChange={(choice) => onOptionsChange({ ...options, frameIndex: choice.value ?? 0 })}
          />
        </div>
      )}
    </div>
  );
}
