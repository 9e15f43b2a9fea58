// What a panel shows instead of a drawing: no data, or data that its kind cannot draw.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

function reason(props: PanelDataErrorViewProps): string {
  if (props.message !== undefined) {
    return props.message;
  }
  const fields = props.data.series.flatMap((frame) => frame.fields);
  if (props.data.series.every((frame) => frame.length === 0)) {
    return props.fieldConfig?.defaults.noValue ?? 'No data';
  }
  if (props.needsTimeField === true && !fields.some((field) => field.type === 'time')) {
    return 'The data has no time field';
  }
  if (props.needsNumberField === true && !fields.some((field) => field.type === 'number')) {
    return 'The data has no number field';
  }
  if (props.needsStringField === true && !fields.some((field) => field.type === 'string')) {
    return 'The data has no text field';
  }
  return 'The data cannot be drawn by this panel';
}

/** Grafana's `PanelDataErrorView`, also used by the preview's own panels. */
export function NoDataView(props: PanelDataErrorViewProps): React.JSX.Element {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.view} data-testid="panel-no-data">
      <span>{reason(props)}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
    width: '100%',
    height: '100%',
    padding: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.body.fontSize,
  }),
});
