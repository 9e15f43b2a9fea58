// What stands behind a panel: the data it draws, the query as it ran, and figures of the request.
import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2, PanelData } from '@grafana/data';
import { applyFieldOverrides, cacheFieldDisplayNames, dateTimeFormat, getFrameDisplayName, toCSV } from '@grafana/data';
import { config } from '@grafana/runtime';
import type { VizPanel } from '@grafana/scenes';
import { sceneGraph } from '@grafana/scenes';
import { Alert, Button, ClipboardButton, Drawer, Select, Stack, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import React, { useState } from 'react';

type TabName = 'data' | 'query' | 'figures';

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** Frames with plain field config: what came back, without the panel's overrides. */
function plain(frames: readonly DataFrame[]): DataFrame[] {
  const fieldConfig = { defaults: {}, overrides: [] };
  const formatted = applyFieldOverrides({
    data: [...frames],
    fieldConfig,
    replaceVariables: (text) => text,
    theme: config.theme2,
  });
  cacheFieldDisplayNames(formatted);
  return formatted;
}

function DataTab({ data, title }: { readonly data: PanelData; readonly title: string }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const [index, setIndex] = useState(0);
  const frames = plain(data.series);
  const frame = frames[index];
  if (frame === undefined) {
    return <p className={styles.note}>The query returned no frames.</p>;
  }
  const choices = frames.map((item, value) => ({
    value,
    label: `${getFrameDisplayName(item, value)} (${item.length} rows)`,
  }));
  return (
    <Stack direction="column" gap={1}>
      <Stack justifyContent="space-between">
        <Select width={40} options={choices} value={index} onChange={(choice) => setIndex(choice.value ?? 0)} />
        <Button
          icon="download-alt"
          variant="secondary"
          onClick={() => download(`${title || 'panel'}.csv`, toCSV([frame]))}
        >
          CSV
        </Button>
      </Stack>
      <TableNG
        key={index}
        data={frame}
        width={Math.min(window.innerWidth - 80, 860)}
        height={Math.max(300, window.innerHeight - 260)}
      />
    </Stack>
  );
}

function executed(frame: DataFrame): string | undefined {
  return frame.meta?.executedQueryString;
}

function QueryTab({ data }: { readonly data: PanelData }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const texts = [...new Set(data.series.map(executed).filter((text) => text !== undefined))];
  const sent = JSON.stringify(data.request?.targets ?? [], null, 2);
  return (
    <Stack direction="column" gap={2}>
      {texts.map((text) => (
        <section key={text}>
          <h5>As it ran</h5>
          <pre className={styles.code}>{text}</pre>
          <ClipboardButton icon="copy" variant="secondary" size="sm" getText={() => text}>
            Copy
          </ClipboardButton>
        </section>
      ))}
      <section>
        <h5>As the panel asked</h5>
        <pre className={styles.code}>{sent}</pre>
      </section>
    </Stack>
  );
}

function FiguresTab({ data }: { readonly data: PanelData }): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const { request } = data;
  const rows = data.series.reduce((sum, frame) => sum + frame.length, 0);
  const duration = request?.endTime === undefined ? '' : `${request.endTime - request.startTime} ms`;
  const own = data.series
    .flatMap((frame) => frame.meta?.stats ?? [])
    .map((stat) => [stat.displayName ?? '', String(stat.value)] as const);
  const figures = [
    ['Total request time', duration],
    ['Frames', String(data.series.length)],
    ['Rows', String(rows)],
    ['From', dateTimeFormat(data.timeRange.from)],
    ['To', dateTimeFormat(data.timeRange.to)],
    ['Interval', request?.interval ?? ''],
    ['Max data points', String(request?.maxDataPoints ?? '')],
    ...own,
  ];
  return (
    <table className={styles.figures}>
      <tbody>
        {figures.map(([name, value], index) => (
          <tr key={index}>
            <th>{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Props {
  readonly panel: VizPanel;
  readonly onClose: () => void;
}

/** Drawer over the dashboard for one panel. */
export function InspectDrawer({ panel, onClose }: Props): React.JSX.Element {
  const [tab, setTab] = useState<TabName>('data');
  const { data } = sceneGraph.getData(panel).useState();
  const { title } = panel.useState();
  const name = panel.interpolate(title, undefined, 'text');
  const labels: ReadonlyArray<readonly [TabName, string]> = [
    ['data', 'Data'],
    ['query', 'Query'],
    ['figures', 'Stats'],
  ];
  const tabs = (
    <TabsBar>
      {labels.map(([id, label]) => (
        <Tab key={id} label={label} active={tab === id} onChangeTab={() => setTab(id)} />
      ))}
    </TabsBar>
  );
  const errors = data?.errors ?? [];
  return (
    <Drawer title={`Inspect: ${name}`} onClose={onClose} tabs={tabs} size="lg">
      {errors.map((error, index) => (
        <Alert
          key={index}
          severity="error"
          title={error.refId === undefined ? 'The query failed' : `Query ${error.refId} failed`}
        >
          {error.message}
        </Alert>
      ))}
      {data === undefined ? null : tab === 'data' ? (
        <DataTab data={data} title={name} />
      ) : tab === 'query' ? (
        <QueryTab data={data} />
      ) : (
        <FiguresTab data={data} />
      )}
    </Drawer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ color: theme.colors.text.secondary }),
  code: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    maxHeight: '50vh',
    overflow: 'auto',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  figures: css({
    width: '100%',
    '& th, & td': {
      textAlign: 'left',
      padding: theme.spacing(0.5, 1),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    '& td': { textAlign: 'right' },
  }),
});
