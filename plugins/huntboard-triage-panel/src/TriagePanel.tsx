// The panel as Grafana mounts it: whom it acts for, what a link asks it to show, and its options.
import React, { useCallback, useEffect, useMemo, useState } from 'react';
import type { InterpolateFunction, PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import type { Me } from '@huntboard/actions';
import { TriageView } from './components/TriageView';
import { triageClient } from './data/triage-client';
import { EMPTY_FILTER, OPEN_FILTER, ORDERS } from './model/queue-filter';
import type { QueueFilter } from './model/queue-filter';
import { defaultOptions, slaPolicy } from './options';
import type { TriageOptions } from './options';

const zoneOf = (timeZone: string): string => {
  if (timeZone === 'utc') return 'UTC';
  return timeZone === 'browser' || timeZone === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone;
};

/** The variable's value; '' when there is no such variable or it is not set to one value. */
function readVariable(replaceVariables: InterpolateFunction, name: string): string {
  if (name === '') return '';
  const reference = `\${${name}}`;
  const value = replaceVariables(reference);
  return value === reference || value.startsWith('{') || value === '$__all' ? '' : value;
}

/** What a link asks for by variables of the dashboard: `host`, `user`, `rule` (id), `level`, `state` (open, all, unseen, late, work, or a status), `assignee`, `acted` (since when). */
function linkedFilter(replaceVariables: InterpolateFunction): QueueFilter {
  const read = (name: string): string => readVariable(replaceVariables, name);
  const one = (name: string): string[] => (read(name) === '' ? [] : [read(name)]);
  const state = read('state');
  const base: QueueFilter =
    state === '' || state === 'open'
      ? OPEN_FILTER
      : state === 'all'
        ? EMPTY_FILTER
        : state === 'unseen' || state === 'late'
          ? { ...EMPTY_FILTER, statuses: ['new'], unreviewed: state === 'unseen', late: state === 'late' }
          : { ...EMPTY_FILTER, statuses: state === 'work' ? ['acknowledged', 'in_progress'] : [state] };
  return {
    ...base,
    hosts: one('host'),
    users: one('user'),
    rules: one('rule'),
    levels: one('level'),
    assignee: read('assignee'),
    actedSince: read('acted'),
  };
}

export function TriagePanel(props: PanelProps<TriageOptions>): React.ReactElement {
  const { width, height, timeZone, timeRange, replaceVariables } = props;
  const options = useMemo(() => ({ ...defaultOptions, ...props.options }), [props.options]);
  const client = useMemo(() => triageClient(options.datasource), [options.datasource]);
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    let current = true;
    void client.me().then((found) => {
      if (current) setMe(found);
    });
    return () => {
      current = false;
    };
  }, [client]);
  const policy = useMemo(() => slaPolicy(options, zoneOf(timeZone)), [options, timeZone]);
  const linked = readVariable(replaceVariables, options.variable);
  const filter = linkedFilter(replaceVariables);
  const asked = readVariable(replaceVariables, 'order');
  const order = ORDERS.find((one) => one === asked) ?? 'urgent';
  const { variable } = options;
  const opened = useCallback(
    (id: string | null): void => {
      if (variable !== '') locationService.partial({ [`var-${variable}`]: id ?? '' }, true);
    },
    [variable],
  );
  return (
    <TriageView
      // Another data source, or a link to something else, begins anew.
      key={`${options.datasource}|${JSON.stringify(filter)}|${order}`}
      panelId={props.id}
      uid={options.datasource}
      client={client}
      me={me}
      range={{ from: timeRange.from.valueOf(), to: timeRange.to.valueOf() }}
      initialFilter={filter}
      initialGroup={options.group}
      initialOrder={order}
      initialColumns={options.columns}
      pageSize={options.pageSize}
      refreshSeconds={options.refreshSeconds}
      rowHeight={options.density === 'comfortable' ? 34 : 27}
      policy={policy}
      timeZone={timeZone}
      width={width}
      height={height}
      linked={linked}
      onOpened={opened}
    />
  );
}
