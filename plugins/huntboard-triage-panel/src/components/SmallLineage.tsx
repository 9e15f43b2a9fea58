// The process of an alert among its ancestors and children, small: the model is that of the lineage panel.
import React, { useEffect, useMemo, useState } from 'react';
import { css, cx } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { ancestorsOf, buildForest, childrenOf, columnsFromRows, findById } from '@huntboard/lineage';
import type { AlertColumn, Forest, ProcessColumn, ProcessColumns } from '@huntboard/lineage';
import type { AlertDetail } from '@huntboard/actions';
import { ask } from '../data/ask';
import { LEVELS } from '../model/alert';
import { lineageHref } from '../model/links';
import { levelColor } from '../level-colors';
import { Section } from './Section';

export interface SmallLineageProps {
  readonly uid: string;
  readonly alert: AlertDetail['alert'];
}

const DAY = 86_400_000;
const MAX_CHILDREN = 12;

interface Row {
  readonly node: number;
  readonly depth: number;
}

const columnsOf = (frame: DataFrame): { length: number; columns: Record<string, ArrayLike<unknown>> } => ({
  length: frame.length,
  columns: Object.fromEntries(frame.fields.map((field) => [field.name, field.values])),
});

/** The ancestors as the alert remembers them: all there is when the processes are past their retention. */
function remembered(alert: AlertDetail['alert']): ProcessColumns {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const chain = [
    { id: alert.process, host: alert.host, image: alert.image, pid: alert.processId, user: alert.user },
    ...alert.lineage.map((one) => ({
      id: text(one['guid']),
      host: alert.host,
      image: text(one['image']),
      pid: Number(one['pid'] ?? 0),
      user: text(one['user']),
      commandLine: text(one['commandLine']),
      start: text(one['start']),
    })),
  ];
  const rows = chain.map((row, index): Partial<Record<ProcessColumn, unknown>> => {
    const parentId = chain[index + 1]?.id;
    return parentId === undefined ? row : { ...row, parentId };
  });
  return columnsFromRows(rows.filter(({ id }) => id !== ''));
}

/** From the root down to the process, then its children. */
function rowsAround(forest: Forest, node: number): { rows: readonly Row[]; more: number } {
  const above = ancestorsOf(forest, node).reverse();
  const chain = [...above, node].map((at, depth): Row => ({ node: at, depth }));
  const children = [...childrenOf(forest, node)];
  return {
    rows: [...chain, ...children.slice(0, MAX_CHILDREN).map((at): Row => ({ node: at, depth: chain.length }))],
    more: Math.max(0, children.length - MAX_CHILDREN),
  };
}

export function SmallLineage({ uid, alert }: SmallLineageProps): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [frames, setFrames] = useState<readonly DataFrame[]>([]);
  const { host, process, ts } = alert;
  useEffect(() => {
    if (process === '') return;
    const abort = new AbortController();
    const model = { kind: 'lineage', version: 1, hosts: [host], procGuid: process, depth: 2, limit: 500 };
    ask(uid, model, { from: ts - DAY, to: ts + DAY }, abort.signal)
      .then(setFrames)
      // What the alert remembers is shown then.
      .catch(() => undefined);
    return () => abort.abort();
  }, [uid, host, process, ts]);

  const forest = useMemo(() => {
    const processes = frames.filter(
      (frame) => frame.name === 'processes' || frame.fields.some(({ name }) => name === 'parentId'),
    );
    const alerts = frames.filter((frame) => frame.fields.some(({ name }) => name === 'processId'));
    const pages = [...processes.map(columnsOf), remembered(alert)] as ProcessColumns[];
    return buildForest(pages, {
      alerts: alerts.map(columnsOf) as { length: number; columns: Partial<Record<AlertColumn, ArrayLike<unknown>>> }[],
      hosts: 'never',
    });
  }, [frames, alert]);

  const focus = findById(forest, process);
  if (process === '' || focus === undefined) return null;
  const { rows, more } = rowsAround(forest, focus);
  return (
    <Section
      title="Lineage"
      aside={
        <a className={styles.link} href={lineageHref(host, process, ts)}>
          Open the lineage
        </a>
      }
    >
      <ol className={styles.list}>
        {rows.map(({ node, depth }) => {
          const worst = forest.level[node] ?? 0;
          const level = worst === 0 ? undefined : LEVELS[4 - worst];
          return (
            <li
              key={node}
              className={cx(styles.row, node === focus && styles.focus)}
              style={{ paddingLeft: 6 + depth * 12 }}
            >
              {level !== undefined && (
                <span
                  className={styles.dot}
                  style={{ background: levelColor(theme, level) }}
                  title={`Worst alert: ${level}`}
                />
              )}
              <a className={styles.name} href={lineageHref(host, forest.id(node), ts)}>
                {forest.name(node) || 'unknown'}
              </a>
              <span className={styles.command} title={forest.text(node, 'commandLine')}>
                {forest.text(node, 'commandLine')}
              </span>
            </li>
          );
        })}
        {more > 0 && (
          <li className={styles.command} style={{ paddingLeft: 6 + rows.length * 12 }}>{`and ${more} more`}</li>
        )}
      </ol>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0, overflow: 'hidden' }),
  row: css({ display: 'flex', alignItems: 'center', gap: 6, lineHeight: '20px', whiteSpace: 'nowrap' }),
  focus: css({ background: theme.colors.action.selected, fontWeight: theme.typography.fontWeightMedium }),
  dot: css({ flex: 'none', width: 8, height: 8, borderRadius: '50%' }),
  name: css({ color: theme.colors.text.primary, '&:hover': { textDecoration: 'underline' } }),
  command: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 11,
  }),
  link: css({ color: theme.colors.text.link, fontSize: theme.typography.bodySmall.fontSize }),
});
