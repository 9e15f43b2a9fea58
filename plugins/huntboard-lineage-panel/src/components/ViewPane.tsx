// The chosen one of the three views, in the room that it has.
import React, { useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { treeText } from '@huntboard/lineage';
import { layoutFor } from '../columns';
import type { Camera } from '../graph-camera';
import type { LineageOptions } from '../options';
import type { FormatTime } from '../time-format';
import type { LineageModel } from '../use-lineage-model';
import type { ViewActions } from '../use-view-actions';
import type { SetViewState } from '../use-view-state';
import { noFilter } from '../view-filter';
import { selectedNode } from '../view-state';
import type { ViewState } from '../view-state';
import { GraphView } from './GraphView';
import { ProcessTree } from './ProcessTree';
import { TimelineView } from './TimelineView';
import type { TimelineCamera } from './TimelineView';

export interface ViewPaneProps {
  readonly panelId: number;
  readonly label: string;
  readonly model: LineageModel;
  readonly state: ViewState;
  readonly setState: SetViewState;
  readonly actions: ViewActions;
  readonly options: LineageOptions;
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
  /** Node to have in sight at first. */
  readonly initial: number | undefined;
  /** Nodes whose children are on their way. */
  readonly loading: ReadonlySet<number>;
  readonly timeZone: string;
  readonly formatTime: FormatTime;
}

export function ViewPane(props: ViewPaneProps): React.ReactElement {
  const { model, state, setState, actions, options, width, height, initial, rowHeight, timeZone } = props;
  const { scene, bounds } = model;
  const { rows, forest } = scene;
  const styles = useStyles2(getStyles);
  // Where the viewer stood is kept while another view is shown.
  const graphCamera = useRef<Camera | null>(null);
  const timelineCamera = useRef<TimelineCamera | null>(null);
  const { columns } = state;
  const layout = useMemo(
    () =>
      layoutFor(
        width,
        bounds === null ? columns.filter((name) => name !== 'lifetime') : columns,
        options.showCommandLine,
      ),
    [width, columns, bounds, options.showCommandLine],
  );
  const common = {
    panelId: props.panelId,
    label: props.label,
    scene,
    handle: actions.view,
    rolledOut: state.rolledOut,
    onSelect: actions.clickRow,
    onToggle: actions.toggle,
    onDetail: actions.detail,
    onMenu: actions.openMenu,
    onCommand: actions.command,
    copyText: () => {
      const node = selectedNode(state, forest);
      return node === undefined ? '' : treeText(forest, node);
    },
  };
  const size = { width, height };
  if (rows.length === 0) {
    return (
      <div className={styles.none} role="status">
        No process passes the filters.
        <button type="button" className={styles.clear} onClick={() => actions.setFilter(noFilter)}>
          Clear the filters
        </button>
      </div>
    );
  }
  if (state.view === 'graph')
    return <GraphView {...common} {...size} initial={rows.rowOf(initial ?? -1)} camera={graphCamera} />;
  if (state.view === 'timeline' && bounds !== null && model.window !== null) {
    return (
      <TimelineView
        {...common}
        {...size}
        camera={timelineCamera}
        bounds={bounds}
        window={model.window}
        timeZone={timeZone}
        laneHeight={rowHeight - 6}
        initial={rows.rowOf(initial ?? -1)}
      />
    );
  }
  return (
    <ProcessTree
      {...common}
      height={height}
      selected={state.selected}
      loading={props.loading}
      initial={initial}
      layout={layout}
      lifetimes={model.lifetimes}
      window={model.window}
      timeZone={timeZone}
      rowHeight={rowHeight}
      sortBy={state.sortBy}
      formatTime={props.formatTime}
      onSort={(sortBy) => setState((old) => ({ ...old, sortBy }))}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1),
    height: '100%',
    color: theme.colors.text.secondary,
  }),
  clear: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.link,
    cursor: 'pointer',
  }),
});
