// The panel for what the preview cannot draw: says what and why, and what came back.
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { PanelPlugin } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React from 'react';

export interface RefusalOptions {
  readonly title?: string;
  readonly reason?: string;
}

function NotDrawn({ data, options }: PanelProps<RefusalOptions>): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const rows = data.series.reduce((sum, frame) => sum + frame.length, 0);
  return (
    <div className={styles.view} data-testid="panel-not-drawn">
      <Icon name="eye-slash" size="xl" />
      <strong>{options.title}</strong>
      <span>{options.reason}</span>
      {data.series.length > 0 && <span>{`Its query returned ${rows} rows in ${data.series.length} frames.`}</span>}
    </div>
  );
}

/** A plugin that draws `refusal`; without one, the panel's own options say what is refused (see `REFUSED_PANEL`). */
export function notDrawnPlugin(refusal: RefusalOptions = {}): PanelPlugin {
  return new PanelPlugin<RefusalOptions>((props) => (
    <NotDrawn {...props} options={{ ...props.options, ...refusal }} />
  )).useFieldConfig() as PanelPlugin;
}

/** The refusal for a panel kind without a drawing. */
export function unknownKind(id: string): RefusalOptions {
  return { title: `The preview does not draw “${id}” panels`, reason: 'Open this dashboard in Grafana to see it.' };
}

/** The refusal for a built plugin whose module does not load. */
export function brokenModule(id: string, problem: string): RefusalOptions {
  return { title: `The panel plugin ${id} could not be loaded`, reason: problem };
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(0.5),
    height: '100%',
    textAlign: 'center',
    color: theme.colors.text.secondary,
    overflow: 'hidden',
  }),
});
