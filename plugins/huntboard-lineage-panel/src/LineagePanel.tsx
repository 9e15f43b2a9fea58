// The panel as Grafana mounts it: decides whether there is something to draw, and says what to do when there is not.
import React, { useMemo } from 'react';
import { LoadingState } from '@grafana/data';
import type { PanelProps } from '@grafana/data';
import { LineageView } from './components/LineageView';
import { PanelMessage } from './components/PanelMessage';
import { defaultOptions } from './options';
import type { LineageOptions } from './options';
import { readFrames } from './read-frames';
import { processOfAskedAlert, useAskedProcess } from './use-asked-process';
import { useLoadedPages } from './use-loaded-pages';
import { useVariable } from './use-selection-variable';

export function LineagePanel(props: PanelProps<LineageOptions>): React.ReactElement {
  const { data, width, height, timeZone, replaceVariables } = props;
  const options = useMemo(() => ({ ...defaultOptions, ...props.options }), [props.options]);
  const pages = useLoadedPages(data.request, data.series);
  const read = useMemo(() => readFrames([...data.series, ...pages.frames]), [data.series, pages.frames]);
  const named = useVariable(replaceVariables, options.variable);
  const byAlert = processOfAskedAlert(data.request, replaceVariables, read.kind === 'data' ? read : undefined);
  const focus = useAskedProcess(named, byAlert);
  const error = data.errors?.[0]?.message ?? data.error?.message;
  const notices = [
    // What came before the error is still worth looking at.
    ...(error === undefined ? [] : [`Part of the data is missing: ${error}`]),
    ...data.series.flatMap((frame) => frame.meta?.notices ?? []).map((notice) => notice.text),
  ];

  if (read.kind === 'data') {
    return (
      <LineageView
        panelId={props.id}
        title={replaceVariables(props.title)}
        data={read}
        pages={pages}
        options={options}
        timeZone={timeZone}
        timeRange={data.timeRange}
        eventBus={props.eventBus}
        width={width}
        height={height}
        focus={focus}
        named={named}
        notices={[...new Set(notices)]}
      />
    );
  }
  if (data.state === LoadingState.Error || error !== undefined) {
    return (
      <PanelMessage icon="exclamation-triangle" title="The query failed">
        {error ?? 'The data source gave no reason.'} Open the panel’s query to mend it, or try again with refresh.
      </PanelMessage>
    );
  }
  if (data.state === LoadingState.Loading)
    return (
      <PanelMessage icon="sitemap" title="Loading processes…">
        {null}
      </PanelMessage>
    );
  if (read.kind === 'missing') {
    return (
      <PanelMessage icon="exclamation-circle" title="These data are not processes yet">
        Missing {read.missing.map((name) => `“${name}”`).join(' and ')}. Found{' '}
        {read.found.map((name) => `“${name}”`).join(', ')}. Choose the query kind “Lineage”, or name the columns as the
        panel’s documentation says.
      </PanelMessage>
    );
  }
  return (
    <PanelMessage icon="sitemap" title="No processes here">
      Nothing matches in this time range. Widen the range, choose another host, or check that process events (Sysmon 1,
      Security 4688, osquery process events) arrive.
    </PanelMessage>
  );
}
