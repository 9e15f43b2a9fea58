// What a panel shows instead of a drawing: the error of its query, no data, or data that its kind cannot draw.
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, PanelData } from '@grafana/data';
import { LoadingState } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { Icon, useStyles2 } from '@grafana/ui';
import React from 'react';

/** Why the panel's query failed; undefined when it did not, or when frames came all the same. */
export function failure(data: PanelData): string | undefined {
  if (data.state !== LoadingState.Error || data.series.length > 0) {
    return undefined;
  }
  return data.errors?.[0]?.message ?? data.error?.message ?? 'The query failed';
}

function reason(props: PanelDataErrorViewProps): string {
  if (props.message !== undefined) {
    return props.message;
  }
  if (props.data.state === LoadingState.Loading) {
    return '';
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
  const error = failure(props.data);
  if (error !== undefined) {
    return (
      <div className={cx(styles.view, styles.error)} data-testid="panel-error">
        <Icon name="exclamation-triangle" />
        <span>{error}</span>
      </div>
    );
  }
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
    overflow: 'hidden',
    padding: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.body.fontSize,
  }),
  error: css({
    gap: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
    '& svg': { flexShrink: 0, color: theme.colors.error.text },
  }),
});
