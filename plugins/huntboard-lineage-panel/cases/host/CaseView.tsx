// One case, drawn by the built panel as a dashboard would: on a panel's ground, with its title, in the size that it asks for.
import React, { useEffect, useMemo, useState } from 'react';
import { EventBusSrv, LoadingState, dateTime } from '@grafana/data';
import type { DataFrame, PanelData, PanelPlugin } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { noon } from '../case';
import type { LineageCase } from '../case';
import { ProcessSelectedEvent } from '../../src/selection-event';
import { OptionsPane } from './OptionsPane';

export interface CaseViewProps {
  readonly plugin: PanelPlugin;
  readonly shown: LineageCase;
  readonly width: number;
  readonly height: number;
}

const padding = 8;
const headerRoom = 32;

/** Lets a test or the benchmark give the panel other data, as a refresh would. */
export interface CaseControls {
  setFrames(frames: readonly DataFrame[]): void;
  setFocus(focus: string): void;
}

export function CaseView({ plugin, shown, width, height }: CaseViewProps): React.ReactElement {
  const theme = useTheme2();
  const [frames, setFrames] = useState(shown.frames);
  const [focus, setFocus] = useState(shown.focus ?? '');
  const [options, setOptions] = useState<object>({ ...plugin.defaults, ...shown.options });
  const [bus] = useState(() => new EventBusSrv());
  useEffect(() => {
    const told = bus.subscribe(ProcessSelectedEvent, ({ payload }) => {
      (window as unknown as { lastSelected: unknown }).lastSelected = payload;
    });
    return () => told.unsubscribe();
  }, [bus]);
  useEffect(() => {
    (window as unknown as { caseControls: CaseControls }).caseControls = { setFrames, setFocus };
  }, []);
  const timeRange = useMemo(() => {
    const from = dateTime(noon - 3_600_000);
    const to = dateTime(noon + 3_600_000);
    return { from, to, raw: { from, to } };
  }, []);
  const data: PanelData = useMemo(
    () => ({
      series: [...frames],
      state: shown.state ?? LoadingState.Done,
      timeRange,
      ...(shown.error === undefined ? {} : { errors: [{ message: shown.error }] }),
    }),
    [frames, shown, timeRange],
  );
  const Panel = plugin.panel;
  if (Panel === null) return <div>The plugin draws nothing.</div>;
  const { pane } = shown;
  const panel = (
    <section
      style={{
        ...{ width, height, boxSizing: 'border-box', overflow: 'hidden' },
        background: theme.colors.background.primary,
        border: `1px solid ${theme.colors.border.weak}`,
      }}
    >
      <h2 style={{ height: headerRoom, margin: 0, padding: '6px 8px 0', fontSize: 14, fontWeight: 500 }}>Processes</h2>
      <div style={{ padding: `0 ${padding}px ${padding}px` }}>
        <Panel
          id={7}
          title="Processes"
          data={data}
          timeRange={timeRange}
          timeZone="utc"
          options={options}
          fieldConfig={{ defaults: {}, overrides: [] }}
          transparent={false}
          width={width - 2 * padding - 2}
          height={height - headerRoom - padding - 2}
          renderCounter={0}
          replaceVariables={(text: string) => (text === '${proc_guid}' ? focus || text : text)}
          onOptionsChange={(next: object) => setOptions(next)}
          onFieldConfigChange={() => undefined}
          onChangeTimeRange={() => undefined}
          eventBus={bus}
        />
      </div>
    </section>
  );
  if (pane === undefined) return panel;
  return (
    <section style={{ display: 'flex', gap: padding, width: width + pane + padding }}>
      {panel}
      <OptionsPane
        plugin={plugin}
        options={options}
        data={data.series}
        width={pane}
        height={height}
        onChange={setOptions}
      />
    </section>
  );
}
