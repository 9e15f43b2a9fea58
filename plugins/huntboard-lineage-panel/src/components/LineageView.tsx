// Toolbar, time strip, one of three views and the detail, laid out in the room there is.
import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { EventBus, GrafanaTheme2, TimeRange } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { findById, findFocus } from '@huntboard/lineage';
import { paletteOf } from '../drawing/palette';
import { alertLinks } from '../exception-links';
import { exportView, saveFile } from '../export-view';
import type { ExportKind } from '../export-view';
import { huntLinks } from '../hunt-links';
import type { LineageOptions } from '../options';
import type { LineageData } from '../read-frames';
import { roomFor } from '../room';
import { strayNotice, summaryOf } from '../summary-text';
import { fullTime, shortTime } from '../time-format';
import { useForest, useLineageModel } from '../use-lineage-model';
import type { LoadedPages } from '../use-loaded-pages';
import { useToldSelection } from '../use-told-selection';
import { useViewActions } from '../use-view-actions';
import { useViewState } from '../use-view-state';
import { filterCount } from '../view-filter';
import { placeAmongMatches, selectedNode, setAllOpen, stepMatch } from '../view-state';
import { Overlays } from './Overlays';
import { ProcessDetail } from './ProcessDetail';
import { headerHeight } from './ProcessTree';
import { TimeBrush } from './TimeBrush';
import { Toolbar } from './Toolbar';
import { ViewPane } from './ViewPane';

export interface LineageViewProps {
  readonly panelId: number;
  readonly title: string;
  readonly data: LineageData;
  readonly pages: LoadedPages;
  readonly options: LineageOptions;
  readonly timeZone: string;
  readonly timeRange: TimeRange;
  readonly width: number;
  readonly height: number;
  /** Process to go to, and the value of the dashboard variable. */
  readonly focus: string;
  readonly named: string;
  /** Further lines for the viewer, e.g. that rows were cut off. */
  readonly notices: readonly string[];
  readonly eventBus: EventBus;
}

export function LineageView(props: LineageViewProps): React.ReactElement {
  const { data, pages, options, width, height, timeZone, timeRange, focus, named, eventBus, panelId } = props;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const built = useForest(data, options.groupByHost ? 'auto' : 'never');
  const storyFocus = useMemo(() => findFocus(built), [built]);
  const asked = useMemo(() => (focus === '' ? undefined : findById(built, focus)), [built, focus]);
  const [state, setState] = useViewState(built, options, asked, storyFocus);
  const model = useLineageModel(built, state, options.rollUp, asked ?? storyFocus);
  const { forest, rollUps, scene, found, bounds } = model;
  const selected = selectedNode(state, forest);
  useToldSelection({ forest, rollUps, selected, focus, named, asked, options, eventBus, setState });

  const detailOpen =
    (state.detail || options.detail === 'always') &&
    options.detail !== 'never' &&
    selected !== undefined &&
    forest.kind(selected) !== 'host';
  // The detail tells what the process did: the first answer holds events of no one.
  const { load } = pages;
  useEffect(() => {
    if (detailOpen && forest.kind(selected) === 'process' && forest.eventsOf(selected).length === 0)
      load('events', forest.host(selected), forest.id(selected));
  }, [detailOpen, selected, forest, load]);

  // Written once for a forest: numbers in words cost more than the fold of a family.
  const summary = useMemo(() => summaryOf(forest, model.meant), [forest, model.meant]);
  const stray = useMemo(() => strayNotice(forest), [forest]);
  const notices = [...props.notices, stray, pages.problem].filter((notice) => notice !== '');
  const room = roomFor({
    width,
    height,
    detail: detailOpen,
    notice: notices.length > 0,
    time: options.showTime && bounds !== null,
  });
  const rowHeight = options.density === 'comfortable' ? 30 : 24;
  const formatTime = useMemo(() => shortTime(built, timeZone), [built, timeZone]);
  const formatFull = useMemo(() => fullTime(timeZone), [timeZone]);
  const loading = useMemo(
    () => new Set([...pages.loading].flatMap((id) => findById(forest, id) ?? [])),
    [pages.loading, forest],
  );
  const actions = useViewActions({
    ...{ panelId, model, state, setState, pages },
    page: Math.floor((room.view.height - headerHeight) / rowHeight),
    budget: options.initialRows,
    detailBeside: room.beside,
  });
  const { leave, popover, setPopover, setFilter, setMenu } = actions;
  const alertsOf = (node: number) => alertLinks(data, forest, node, options.triageDashboard, timeRange);
  const exportAs = (kind: ExportKind): void => {
    const shown = {
      ...{ view: state.view, palette: paletteOf(theme), scene, lifetimes: model.lifetimes, bounds },
      ...{ window: model.window, timeZone, formatTime, width: room.view.width },
    };
    void exportView(kind, shown).then(saveFile);
  };
  const toggle = (which: 'filter' | 'keys') => () => setPopover(popover === which ? null : which);
  return (
    <div className={styles.view} style={{ width, height }}>
      <Toolbar
        handle={actions.toolbar}
        view={state.view}
        query={state.query}
        matchCount={found.matches.length}
        matchPlace={placeAmongMatches(forest, found.matches, selected)}
        searching={found.isPending}
        filters={filterCount(state.filter)}
        filtering={popover === 'filter'}
        sortBy={state.sortBy}
        columns={state.columns}
        summary={summary}
        width={width}
        onView={(view) => setState((old) => ({ ...old, view }))}
        onQuery={(query) => setState((old) => ({ ...old, query }))}
        onStep={(step) => setState((old) => stepMatch(old, actions.sight, step))}
        onLeave={() => {
          if (found.matches.length === 0) setState((old) => ({ ...old, query: '' }));
          leave();
        }}
        onFilter={toggle('filter')}
        onSort={(sortBy) => setState((old) => ({ ...old, sortBy }))}
        onColumns={(columns) => setState((old) => ({ ...old, columns }))}
        onOpenAll={(open) => setState((old) => setAllOpen(old, actions.sight, open))}
        onStory={() => actions.focusNode(asked)}
        onExport={exportAs}
        onKeys={toggle('keys')}
      />
      {notices.length > 0 && (
        <div className={styles.notice} style={{ height: room.notice }} title={notices.join('\n')} role="status">
          {notices.join(' ')}
        </div>
      )}
      {room.time > 0 && bounds !== null && (
        <TimeBrush
          forest={built}
          bounds={bounds}
          brush={state.filter.time}
          width={width}
          formatTime={formatFull}
          onBrush={(time) => setFilter({ ...state.filter, time })}
        />
      )}
      <div className={styles.body} style={{ flexDirection: room.below ? 'column' : 'row', height: room.body }}>
        <div style={{ ...room.view, flex: 'none' }}>
          <ViewPane
            {...{ panelId, model, state, setState, actions, options, rowHeight, loading, timeZone, formatTime }}
            {...room.view}
            label={props.title || 'Process lineage'}
            initial={asked ?? storyFocus}
          />
        </div>
        {detailOpen && (
          <div
            className={room.beside || room.below ? undefined : styles.over}
            style={room.beside || room.below ? room.detail : { width: room.detail.width }}
          >
            <ProcessDetail
              data={data}
              forest={forest}
              node={selected}
              alerts={alertsOf(selected)}
              timeZone={timeZone}
              formatTime={formatFull}
              onSelect={actions.select}
              onFocus={actions.focusNode}
              onMenu={(event) => setMenu({ node: selected, x: event.clientX, y: event.clientY })}
              onClose={() => {
                setState((old) => ({ ...old, detail: false }));
                leave();
              }}
            />
          </div>
        )}
      </div>
      <Overlays
        {...{ data, forest, setState, actions, alertsOf, width, height }}
        filter={state.filter}
        huntsOf={(node) => huntLinks(forest, node, options.huntDashboard, timeRange)}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ position: 'relative', overflow: 'hidden' }),
  body: css({ position: 'relative', display: 'flex', overflow: 'hidden' }),
  over: css({
    position: 'absolute',
    top: 0,
    right: 0,
    bottom: 0,
    boxShadow: theme.shadows.z3,
    zIndex: 1,
  }),
  notice: css({
    flex: 'none',
    lineHeight: '24px',
    padding: theme.spacing(0, 1),
    color: theme.colors.warning.text,
    background: theme.colors.warning.transparent,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
});
