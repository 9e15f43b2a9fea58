// Queue, toolbar, open alert and dialogs together: what keys and clicks mean, laid out in the room there is.
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Me } from '@huntboard/actions';
import { useActions } from '../data/use-actions';
import type { Deed } from '../data/use-actions';
import { useAlertDetail } from '../data/use-alert-detail';
import { askHandover } from '../data/queue-source';
import { useQueue } from '../data/use-queue';
import type { TriageClient } from '../data/triage-client';
import type { Range } from '../data/ask';
import { readColumns, saveColumns } from '../model/chosen-columns';
import { fittingColumns, gridTemplate } from '../model/columns';
import type { ColumnId } from '../model/columns';
import { GROUPINGS, OPEN_FILTER, readSavedFilters, removeFilter, sameFilter, saveFilter } from '../model/queue-filter';
import type { Grouping, Order, QueueFilter } from '../model/queue-filter';
import { findRow, linesOf, targetsOf } from '../model/queue-state';
import { queueSummary } from '../model/queue-summary';
import type { SlaPolicy } from '../model/sla';
import { useNow } from '../use-now';
import { FilterBar } from './FilterBar';
import { ArrivalsBar, NoticeBar } from './NoticeBar';
import { QueueTable } from './QueueTable';
import type { QueueTableHandle } from './QueueTable';
import { QueueToolbar, toolbarHeight } from './QueueToolbar';
import type { ToolbarHandle } from './QueueToolbar';
import { triageCommands } from './triage-commands';
import { SidePane } from './SidePane';
import { TriageDialogs } from './TriageDialogs';
import type { Dialog } from './TriageDialogs';
import { useLinkedException } from './use-linked-exception';
import { useMarks } from './use-marks';
import { useOpenedAlert } from './use-opened-alert';

export interface TriageViewProps {
  readonly panelId: number;
  readonly uid: string;
  readonly client: TriageClient;
  readonly me: Me | null;
  readonly range: Range;
  readonly initialFilter: QueueFilter;
  readonly initialGroup: Grouping;
  readonly initialOrder: Order;
  readonly initialColumns: readonly ColumnId[];
  readonly pageSize: number;
  readonly refreshSeconds: number;
  readonly rowHeight: number;
  readonly policy: SlaPolicy;
  readonly timeZone: string;
  readonly width: number;
  readonly height: number;
  /** Alert that a link asks for. */
  readonly linked: string;
  readonly onOpened: (id: string | null) => void;
}

const besideFrom = 980;
const filterBarHeight = 78;
const lineHeight = 32;

export function TriageView(props: TriageViewProps): React.ReactElement {
  const { client, me, uid, width, height, policy, timeZone } = props;
  const styles = useStyles2(getStyles);
  const [filter, setFilter] = useState(props.initialFilter);
  const [group, setGroup] = useState(props.initialGroup);
  const [order, setOrder] = useState(props.initialOrder);
  const [columns, setColumns] = useState(() => readColumns(localStorage, props.initialColumns));
  const [saved, setSaved] = useState(() => readSavedFilters(localStorage));
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { opened, incident, setIncident, open, close } = useOpenedAlert(props.linked, props.onOpened);
  const now = useNow(30_000);
  const queue = useQueue({
    uid,
    me: me?.login ?? '',
    policy,
    filter,
    group,
    order,
    range: props.range,
    pageSize: props.pageSize,
    refreshSeconds: props.refreshSeconds,
    ready: me !== null,
  });
  const { state, setState } = queue;
  const detail = useAlertDetail(client, opened?.id ?? null, opened?.windowStart ?? 0);
  const actions = useActions({ client, me, setState, onDone: detail.refresh });
  const table = useRef<QueueTableHandle>(null);
  const toolbar = useRef<ToolbarHandle>(null);
  const lines = useMemo(() => linesOf(state), [state]);
  const { mark, toggle } = useMarks(lines, setState);
  const mayTriage = me !== null && me.available && me.may.triage;

  const openAlert = useCallback(
    (id: string, windowStart?: number): void => {
      setState((old) => ({ ...old, cursor: findRow(old, id) === undefined ? old.cursor : id }));
      open(id, windowStart);
    },
    [setState, open],
  );
  const closeAlert = useCallback((): void => {
    close();
    table.current?.focus();
  }, [close]);
  const closeDialog = (): void => {
    setDialog(null);
    table.current?.focus();
  };

  // Where nothing else has the keys, the queue takes them.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) table.current?.focus();
  }, []);

  const openRow = useCallback((id: string): void => openAlert(id, findRow(state, id)?.windowStart), [openAlert, state]);
  const targets = targetsOf(state, opened?.id ?? null);
  const act = (deed: Deed): void => {
    closeDialog();
    void actions.act(deed, targets);
  };
  const command = triageCommands({
    state,
    lines,
    me,
    mayTriage,
    targets,
    opened: opened?.id ?? null,
    hasDetail: detail.detail !== null,
    incident,
    setState,
    setDialog,
    act,
    say: actions.say,
    undo: actions.undo,
    reload: queue.reload,
    openAlert,
    closeAlert,
    closeIncident: () => setIncident(null),
    mark,
    toggle,
    toggleFilters: () => setFiltersOpen((old) => !old),
    nextGrouping: () => setGroup((old) => GROUPINGS[(GROUPINGS.indexOf(old) + 1) % GROUPINGS.length] ?? 'none'),
    focusSearch: () => toolbar.current?.focusSearch(),
    page: () => table.current?.page() ?? 10,
  });
  useLinkedException(props.linked, detail.detail?.alert.id ?? null, me !== null, () => command('exception'));

  const wide = width >= besideFrom;
  const side = opened !== null || incident !== null;
  const detailWidth = wide ? Math.min(640, Math.max(400, Math.round(width * 0.42))) : width;
  const queueWidth = side && wide ? width - detailWidth : width;
  const fitting = useMemo(() => fittingColumns(columns, queueWidth - 60), [columns, queueWidth]);
  const look = useMemo(
    () => ({ columns: fitting, template: gridTemplate(fitting), height: props.rowHeight, policy, now, timeZone }),
    [fitting, props.rowHeight, policy, now, timeZone],
  );
  const unavailable = me !== null && !me.available;
  const arrivalsShown = state.arrivals.length > 0;
  const room =
    height -
    toolbarHeight -
    (filtersOpen ? filterBarHeight : 0) -
    (arrivalsShown ? lineHeight : 0) -
    (queue.problem !== null || unavailable ? 44 : 0);
  const tableHeight = Math.max(120, room);
  return (
    <div className={styles.view} style={{ width, height }} data-testid="triage">
      <QueueToolbar
        handle={toolbar}
        filter={filter}
        group={group}
        order={order}
        columns={columns}
        saved={saved}
        summary={queueSummary(state, me, now)}
        filtersOpen={filtersOpen}
        narrow={queueWidth < 760}
        onFilter={setFilter}
        onGroup={setGroup}
        onOrder={setOrder}
        onColumns={(chosen) => setColumns(saveColumns(localStorage, chosen))}
        onUse={(one) => {
          setFilter(one.filter);
          setGroup(one.group);
          table.current?.focus();
        }}
        onSave={() => setDialog({ kind: 'save' })}
        onRemove={(name) => setSaved(removeFilter(localStorage, name))}
        onFilters={() => setFiltersOpen(!filtersOpen)}
        onReload={queue.reload}
        onHelp={() => setDialog({ kind: 'help' })}
        onLeave={() => table.current?.focus()}
      />
      {filtersOpen && (
        <div style={{ height: filterBarHeight, overflow: 'auto' }}>
          <FilterBar
            filter={filter}
            people={me?.people ?? []}
            onFilter={setFilter}
            onSave={() => setDialog({ kind: 'save' })}
          />
        </div>
      )}
      {queue.problem !== null ? (
        <Alert severity="error" title={queue.problem} className={styles.alert} />
      ) : (
        unavailable && (
          <Alert
            severity="info"
            title={`Read only: ${me.reason === '' ? 'the action path is not available' : me.reason}`}
            className={styles.alert}
          />
        )
      )}
      {arrivalsShown && (
        <div style={{ height: lineHeight }}>
          <ArrivalsBar arrivals={state.arrivals} onShow={queue.reload} />
        </div>
      )}
      <div className={styles.body} style={{ height: tableHeight }}>
        <div style={{ width: queueWidth }}>
          <QueueTable
            handle={table}
            panelId={props.panelId}
            lines={lines}
            state={state}
            opened={opened?.id ?? null}
            look={look}
            height={tableHeight}
            loading={queue.loading}
            onCommand={command}
            onOpen={openRow}
            onMark={mark}
            onToggleGroup={toggle}
            onMore={queue.more}
          />
          {!queue.loading && queue.problem === null && lines.length === 0 && (
            <div className={styles.empty} role="status">
              {sameFilter(filter, OPEN_FILTER)
                ? 'Nothing waits. Everything in this time range is closed.'
                : 'No alert fits these filters in this time range.'}
            </div>
          )}
        </div>
        {side && (
          <div className={wide ? styles.beside : styles.over} style={{ width: detailWidth }}>
            <SidePane
              client={client}
              uid={uid}
              me={me}
              mayTriage={mayTriage}
              busy={actions.busy}
              incident={incident}
              row={opened === null ? undefined : findRow(state, opened.id)}
              detail={detail}
              policy={policy}
              now={now}
              timeZone={timeZone}
              onCommand={command}
              onOpen={openAlert}
              onIncident={setIncident}
              say={actions.say}
            />
          </div>
        )}
      </div>
      {actions.notice !== null && (
        <NoticeBar notice={actions.notice} onUndo={actions.undo} onDismiss={actions.dismiss} />
      )}
      {dialog !== null && (
        <TriageDialogs
          dialog={dialog}
          client={client}
          me={me}
          detail={detail.detail}
          timeZone={timeZone}
          askHandover={() => askHandover(queue.question())}
          onDo={act}
          onSave={(name) => {
            setSaved(saveFilter(localStorage, { name, filter, group }));
            closeDialog();
          }}
          onClose={closeDialog}
          onDone={(text, changed) => {
            closeDialog();
            if (changed !== 'nothing') detail.refresh();
            if (changed === 'alert and queue') queue.look();
            actions.say(text, 'done');
          }}
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ position: 'relative', overflow: 'hidden' }),
  alert: css({ marginBottom: theme.spacing(0.5), padding: theme.spacing(0.5, 1) }),
  body: css({ position: 'relative', display: 'flex', overflow: 'hidden' }),
  beside: css({ flex: 'none', height: '100%' }),
  over: css({ position: 'absolute', inset: 0, zIndex: 2 }),
  empty: css({
    position: 'absolute',
    top: 80,
    left: 0,
    right: 0,
    textAlign: 'center',
    color: theme.colors.text.secondary,
  }),
});
