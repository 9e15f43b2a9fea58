// What was before and after a log line, asked of the line's data source as Explore asks it.
import { css } from '@emotion/css';
import type { DataQueryResponse, GrafanaTheme2, LogRowModel, PanelData } from '@grafana/data';
import { FieldType, hasLogsContextSupport, LogRowContextQueryDirection } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { LogRow } from './to-log-rows';
import { toLogRows } from './to-log-rows';

/** Lines on each side. */
const LINES = 5;

interface Context {
  readonly before: readonly LogRow[];
  readonly after: readonly LogRow[];
}

/** The parts of Grafana's model of a line that data sources look at. */
function toModel(row: LogRow): LogRowModel {
  const value = (name: string): unknown => row.frame.fields.find((field) => field.name === name)?.values[row.index];
  const labels: unknown = row.frame.fields.find(({ type, name }) => type === FieldType.other && name === 'labels')
    ?.values[row.index];
  return {
    entry: row.message,
    rowIndex: row.index,
    rowId: String(value('id') ?? ''),
    dataFrame: row.frame,
    labels: (labels ?? {}) as Record<string, string>,
    timeEpochMs: row.time ?? 0,
  } as LogRowModel;
}

async function askContext(row: LogRow, data: PanelData): Promise<Context> {
  const [target] = data.request?.targets ?? [];
  const datasource = await getDataSourceSrv().get(target?.datasource);
  if (!hasLogsContextSupport(datasource)) {
    return { before: [], after: [] };
  }
  const lines = async (direction: LogRowContextQueryDirection): Promise<readonly LogRow[]> => {
    const answer: DataQueryResponse = await datasource.getLogRowContext(
      toModel(row),
      { direction, limit: LINES },
      target,
    );
    return toLogRows(answer.data, 'Ascending');
  };
  return {
    before: await lines(LogRowContextQueryDirection.Backward),
    after: await lines(LogRowContextQueryDirection.Forward),
  };
}

export interface LogContextProps {
  readonly row: LogRow;
  readonly data: PanelData;
}

/** A button that shows the lines around a line. */
export function LogContext({ row, data }: LogContextProps): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const [context, setContext] = useState<Context | 'asked' | 'failed' | null>(null);
  const ask = (): void => {
    setContext('asked');
    askContext(row, data).then(setContext, () => setContext('failed'));
  };
  if (context === null || context === 'asked') {
    return (
      <Button size="sm" variant="secondary" disabled={context === 'asked'} onClick={ask}>
        Before and after
      </Button>
    );
  }
  if (context === 'failed') {
    return <p role="status">The lines around it cannot be asked for.</p>;
  }
  const list = (lines: readonly LogRow[], part: string): React.JSX.Element[] =>
    lines.map((line) => <li key={`${part}${line.key}`}>{line.message}</li>);
  return (
    <ol className={styles.lines} aria-label="Before and after" data-testid="log-context">
      {list(context.before, 'before')}
      <li aria-current="true" className={styles.here}>
        {row.message}
      </li>
      {list(context.after, 'after')}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({ listStyle: 'none', margin: 0, '& li': { overflowWrap: 'anywhere', padding: theme.spacing(0.25, 0) } }),
  here: css({ background: theme.colors.action.selected }),
});
