// Queue, toolbar, open alert and dialogs together: what keys and clicks mean, laid out in the room there is.
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Me } from '@huntboard/actions';
import { useActions } from '../data/use-actions';
import type { Deed } from '../data/use-actions';
import { useAlertDetail } from '../data/use-alert-detail';
import { useQueue } from '../data/use-queue';
import type { TriageClient } from '../data/triage-client';
import type { Range } from '../data/ask';
import type { AlertRow } from '../model/alert';
import { fittingColumns, gridTemplate } from '../model/columns';
import type { ColumnId } from '../model/columns';
import type { KeyCommand } from '../model/key-command';
import { GROUPINGS, OPEN_FILTER, readSavedFilters, removeFilter, saveFilter } from '../model/queue-filter';
import type { Grouping, Order, QueueFilter } from '../model/queue-filter';
import { findRow, linesOf, loadedRows, moveCursor, targetsOf, toggleGroup, toggleMarks } from '../model/queue-state';
import type { SlaPolicy } from '../model/sla';
import { isUnreviewed } from '../model/sla';
import { handoverDraft } from '../model/handover';
import { useNow } from '../use-now';
import { ActionDialog } from './ActionDialog';
import type { DialogKind } from './ActionDialog';
import { AlertDetail } from './AlertDetail';
import { ExceptionDialog } from './ExceptionDialog';
import { FilterBar } from './FilterBar';
import { HandoverDialog } from './HandoverDialog';
import { HelpDialog } from './HelpDialog';
import { IncidentDialog } from './IncidentDialog';
import { IncidentView } from './IncidentView';
import { ArrivalsBar, NoticeBar } from './NoticeBar';
import { QueueTable } from './QueueTable';
import type { QueueTableHandle } from './QueueTable';
import { QueueToolbar, toolbarHeight } from './QueueToolbar';
import type { ToolbarHandle } from './QueueToolbar';
import { SaveDialog } from './SaveDialog';

export interface TriageViewProps {
  readonly panelId: number;
  readonly uid: string;
  readonly client: TriageClient;
  readonly me: Me | null;
  readonly range: Range;
  readonly initialFilter: QueueFilter;
  readonly initialGroup: Grouping;
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

type Dialog =
  | { readonly kind: DialogKind | 'incident'; readonly targets: readonly AlertRow[] }
  | { readonly kind: 'exception' | 'help' | 'save' | 'handover' };

const besideFrom = 980;
const filterBarHeight = 78;
const lineHeight = 32;

export function TriageView(props: TriageViewProps): React.ReactElement {
  const { client, me, uid, width, height, policy, timeZone, onOpened } = props;
  const styles = useStyles2(getStyles);
  const [filter, setFilter] = useState(props.initialFilter);
  const [group, setGroup] = useState(props.initialGroup);
  const [order, setOrder] = useState<Order>('urgent');
  const [columns, setColumns] = useState(props.initialColumns);
  const [saved, setSaved] = useState(() => readSavedFilters(localStorage));
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [opened, setOpened] = useState<{ readonly id: string; readonly windowStart: number } | null>(null);
  const [incident, setIncident] = useState<string | null>(null);
  const now = useNow(30_000);
  const queue = useQueue({
    uid,
    me: me?.login ?? '',
    filter,
    group,
    order,
    range: props.range,
    pageSize: props.pageSize,
    refreshSeconds: props.refreshSeconds,
    ready: me !== null,
  });
  const { state, setState } = queue;
  const open = useAlertDetail(client, opened?.id ?? null, opened?.windowStart ?? 0);
  const actions = useActions({ client, me, setState, onDone: open.refresh });
  const table = useRef<QueueTableHandle>(null);
  const toolbar = useRef<ToolbarHandle>(null);
  const lastMark = useRef<string | null>(null);
  const lines = useMemo(() => linesOf(state), [state]);
  const mayTriage = me !== null && me.available && me.may.triage;

  const openAlert = useCallback(
    (id: string, windowStart?: number): void => {
      setIncident(null);
      setState((old) => ({ ...old, cursor: findRow(old, id) === undefined ? old.cursor : id }));
      setOpened((old) => (old?.id === id ? old : { id, windowStart: windowStart ?? 0 }));
      onOpened(id);
    },
    [setState, onOpened],
  );
  const closeAlert = useCallback((): void => {
    setOpened(null);
    onOpened(null);
    table.current?.focus();
  }, [onOpened]);

  // A link opens its alert once for each value.
  const followed = useRef('');
  useEffect(() => {
    if (props.linked === '' || followed.current === props.linked) return;
    followed.current = props.linked;
    setOpened((old) => (old?.id === props.linked ? old : { id: props.linked, windowStart: 0 }));
  }, [props.linked]);

  // Where nothing else has the keys, the queue takes them.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) table.current?.focus();
  }, []);

  const openRow = useCallback((id: string): void => openAlert(id, findRow(state, id)?.windowStart), [openAlert, state]);
  const mark = useCallback(
    (id: string, range: boolean): void => {
      const from = range && lastMark.current !== null ? lines.findIndex(({ key }) => key === lastMark.current) : -1;
      const to = lines.findIndex(({ key }) => key === id);
      lastMark.current = id;
      const ids =
        from < 0
          ? [id]
          : lines
              .slice(Math.min(from, to), Math.max(from, to) + 1)
              .flatMap((line) => (line.kind === 'alert' ? [line.key] : []));
      setState((old) => (from < 0 ? toggleMarks(old, ids) : { ...old, marked: new Set([...old.marked, ...ids]) }));
    },
    [lines, setState],
  );
  const toggle = useCallback(
    (key: string): void =>
      setState((old) => ({ ...toggleGroup(old, key, !old.openGroups.has(key)), cursor: `group:${key}` })),
    [setState],
  );

  const targets = targetsOf(state, opened?.id ?? null);
  const act = (deed: Deed): void => {
    setDialog(null);
    table.current?.focus();
    void actions.act(deed, targets);
  };
  const ask = (kind: DialogKind | 'incident'): void => {
    if (targets.length === 0) actions.say('No alert is chosen.', 'refused');
    else setDialog({ kind, targets });
  };
  const command = (key: KeyCommand): void => {
    const writes = [
      'acknowledge',
      'progress',
      'close',
      'reopen',
      'assignMe',
      'assign',
      'comment',
      'exception',
      'incident',
      'handover',
    ];
    if (writes.includes(key) && !mayTriage)
      return actions.say(me?.reason || 'Your role may read, but not work on alerts.', 'refused');
    const line = lines.find((one) => one.key === state.cursor);
    switch (key) {
      case 'open':
        if (line?.kind === 'group') toggle(line.group.key);
        else if (line?.kind === 'alert') openAlert(line.key, line.row.windowStart);
        return;
      case 'back':
        if (incident !== null) return setIncident(null);
        if (opened !== null) return closeAlert();
        return setState((old) => ({ ...old, marked: new Set() }));
      case 'mark':
        if (line?.kind === 'group')
          setState((old) => toggleMarks(old, old.lists.get(line.group.key)?.rows.map(({ alertId }) => alertId) ?? []));
        else if (line?.kind === 'alert') mark(line.key, false);
        return;
      case 'markAll':
        return setState((old) =>
          toggleMarks(
            old,
            loadedRows(old).map(({ alertId }) => alertId),
          ),
        );
      case 'acknowledge':
        return act({ action: 'acknowledge' });
      case 'progress':
        return act({ action: 'start' });
      case 'assignMe':
        return act({ action: 'assign', assignee: me?.login ?? '' });
      case 'close':
      case 'reopen':
      case 'comment':
      case 'assign':
      case 'incident':
        return ask(key);
      case 'exception':
        if (open.detail === null) actions.say('Open an alert first: the exception is made from it.', 'refused');
        else setDialog({ kind: 'exception' });
        return;
      case 'handover':
        return setDialog({ kind: 'handover' });
      case 'group':
        return setGroup((old) => GROUPINGS[(GROUPINGS.indexOf(old) + 1) % GROUPINGS.length] ?? 'none');
      case 'fold': {
        const key_ =
          line?.kind === 'group' ? line.group.key : line?.kind === 'alert' && state.grouped ? line.list : null;
        if (key_ !== null) setState((old) => ({ ...toggleGroup(old, key_, false), cursor: `group:${key_}` }));
        return;
      }
      case 'search':
        return toolbar.current?.focusSearch();
      case 'filters':
        return setFiltersOpen((old) => !old);
      case 'arrivals':
        return queue.reload();
      case 'undo':
        return actions.undo();
      case 'help':
        return setDialog({ kind: 'help' });
      default: {
        const next = moveCursor(state, lines, key, table.current?.page() ?? 10);
        setState(next);
        // With an alert open the keys read through the queue.
        const row = next.cursor === null ? undefined : findRow(next, next.cursor);
        if (opened !== null && row !== undefined) openAlert(row.alertId, row.windowStart);
      }
    }
  };

  const beside = width >= besideFrom;
  const side = opened !== null || incident !== null;
  const detailWidth = beside ? Math.min(640, Math.max(400, Math.round(width * 0.42))) : width;
  const queueWidth = side && beside ? width - detailWidth : width;
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
  const rows = loadedRows(state);
  const unseen = rows.filter((row) => isUnreviewed(row, now)).length;
  const complete = [...state.lists.values()].every((list) => list.complete);
  const summary = [
    state.grouped ? `${state.groups.length} groups` : `${rows.length.toLocaleString()}${complete ? '' : '+'} alerts`,
    unseen > 0 ? `${unseen} unseen for 24 h` : '',
    state.marked.size > 0 ? `${state.marked.size} marked` : '',
    me === null || me.login === '' ? '' : `${me.login} (${me.role})`,
  ];
  const closeDialog = (): void => {
    setDialog(null);
    table.current?.focus();
  };
  return (
    <div className={styles.view} style={{ width, height }} data-testid="triage">
      <QueueToolbar
        handle={toolbar}
        filter={filter}
        group={group}
        order={order}
        columns={columns}
        saved={saved}
        summary={summary.filter((part) => part !== '').join(' · ')}
        filtersOpen={filtersOpen}
        narrow={queueWidth < 760}
        onFilter={setFilter}
        onGroup={setGroup}
        onOrder={setOrder}
        onColumns={setColumns}
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
              {JSON.stringify(filter) === JSON.stringify(OPEN_FILTER)
                ? 'Nothing waits. Everything in this time range is closed.'
                : 'No alert fits these filters in this time range.'}
            </div>
          )}
        </div>
        {side && (
          <div className={beside ? styles.beside : styles.over} style={{ width: detailWidth }}>
            {incident !== null ? (
              <IncidentView
                client={client}
                id={incident}
                login={me?.login ?? ''}
                mayTriage={mayTriage}
                timeZone={timeZone}
                onClose={() => setIncident(null)}
                onOpenAlert={(id) => openAlert(id)}
              />
            ) : (
              <AlertDetail
                uid={uid}
                row={opened === null ? undefined : findRow(state, opened.id)}
                detail={open.detail}
                problem={open.problem}
                mayTriage={mayTriage && !actions.busy}
                policy={policy}
                now={now}
                timeZone={timeZone}
                exportUrl={client.exportUrl}
                onCommand={command}
                onOpen={openAlert}
                onIncident={setIncident}
              />
            )}
          </div>
        )}
      </div>
      {actions.notice !== null && (
        <NoticeBar notice={actions.notice} onUndo={actions.undo} onDismiss={actions.dismiss} />
      )}
      {dialog?.kind === 'help' && <HelpDialog onClose={closeDialog} />}
      {dialog?.kind === 'save' && (
        <SaveDialog
          onSave={(name) => {
            setSaved(saveFilter(localStorage, { name, filter, group }));
            closeDialog();
          }}
          onCancel={closeDialog}
        />
      )}
      {dialog?.kind === 'handover' && (
        <HandoverDialog
          client={client}
          draft={handoverDraft(rows, now)}
          onCancel={closeDialog}
          onDone={(text) => {
            closeDialog();
            actions.say(text, 'done');
          }}
        />
      )}
      {dialog?.kind === 'exception' && open.detail !== null && (
        <ExceptionDialog
          client={client}
          detail={open.detail}
          me={me}
          timeZone={timeZone}
          onCancel={closeDialog}
          onDone={(text) => {
            closeDialog();
            open.refresh();
            actions.say(text, 'done');
          }}
        />
      )}
      {dialog?.kind === 'incident' && (
        <IncidentDialog
          client={client}
          targets={dialog.targets}
          onCancel={closeDialog}
          onDone={(text) => {
            closeDialog();
            open.refresh();
            queue.look();
            actions.say(text, 'done');
          }}
        />
      )}
      {dialog !== null && 'targets' in dialog && dialog.kind !== 'incident' && (
        <ActionDialog kind={dialog.kind} targets={dialog.targets} me={me} onDo={act} onCancel={closeDialog} />
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
