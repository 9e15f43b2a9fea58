// One row of the tree: a process, the ghost of one, or a host.
import React, { memo } from 'react';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { childCount } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import type { Layout } from '../columns';
import { describeNode } from '../describe-node';
import { levelColor, rankOf } from '../level-colors';
import { lineText } from '../shown-text';
import type { FormatTime } from '../time-format';
import { rowCells } from './RowCells';
import { rowHead } from './RowHead';
import { treeRowStyles } from './tree-row-styles';
import type { TreeRowStyles } from './tree-row-styles';

export interface TreeRowProps {
  /** Undefined for a row that is pinned above the others: it is a copy, and no item of the tree. */
  readonly id: string | undefined;
  readonly row: number;
  /** Place from the top of what scrolls, px. */
  readonly top: number;
  readonly forest: Forest;
  readonly node: number;
  readonly depth: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean;
  readonly selected: boolean;
  readonly matched: boolean;
  /** Shown only for what is below it. */
  readonly faint: boolean;
  readonly loading: boolean;
  readonly layout: Layout;
  readonly formatTime: FormatTime;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onDetail: (row: number) => void;
  readonly onMenu: (row: number, x: number, y: number) => void;
}

export const TreeRow = memo(function TreeRow(props: TreeRowProps): React.ReactElement {
  const { id, row, forest, node, depth, expanded, selected, matched, layout } = props;
  const styles = useStyles2(treeRowStyles);
  const theme = useTheme2();
  const kind = forest.kind(node);
  const own = rankOf(forest.level[node]);
  const unloaded = forest.unloadedChildren(node);
  const hasChildren = childCount(forest, node) > 0 || unloaded > 0;
  const pid = forest.pid(node);
  const item =
    id === undefined
      ? { 'aria-hidden': true }
      : {
          id,
          role: 'treeitem',
          'aria-level': depth + 1,
          'aria-posinset': props.position,
          'aria-setsize': props.siblings,
          'aria-selected': selected,
          'aria-expanded': hasChildren ? expanded : undefined,
          'aria-label': describeNode(forest, node),
        };
  return (
    <div
      {...item}
      className={`${styles.row}${selected ? ` ${styles.selected}` : ''}${matched ? ` ${styles.matched}` : ''}${kind === 'host' ? ` ${styles.host}` : ''}${props.faint ? ` ${styles.faint}` : ''}`}
      style={{ top: props.top, ...(own === 0 ? {} : { borderLeftColor: levelColor(theme, own) }) }}
      onClick={() => props.onSelect(row)}
      onDoubleClick={() => props.onDetail(row)}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(row, event.clientX, event.clientY);
      }}
    >
      <span className={styles.process}>
        {rowHead({
          depth,
          layout,
          styles,
          toggle: hasChildren ? { expanded, onToggle: () => props.onToggle(row) } : null,
        })}
        {kind === 'host' && <Icon name="monitor" size="sm" className={styles.icon} />}
        <bdi
          className={kind === 'ghost' ? `${styles.name} ${styles.ghost}` : styles.name}
          style={own >= 3 ? { color: levelColor(theme, own) } : undefined}
          title={lineText(forest.text(node, 'image') || forest.name(node))}
        >
          {lineText(forest.name(node)) || (kind === 'host' ? 'no host' : 'unknown')}
        </bdi>
        {!layout.columns.includes('pid') && !Number.isNaN(pid) && <span className={styles.quiet}>{pid}</span>}
        {kind === 'ghost' && <span className={styles.quiet}>no start event</span>}
        {kind === 'host' && (
          <span className={styles.quiet}>
            {`${((forest.shape.subtree[node] ?? 1) - 1).toLocaleString('en')} processes`}
          </span>
        )}
        {marks(forest, node, styles)}
        {props.loading ? (
          <span className={styles.quiet}>loading…</span>
        ) : (
          unloaded > 0 && (
            <span
              className={styles.quiet}
              title="Open it to load them"
            >{`+${unloaded.toLocaleString('en')} not loaded`}</span>
          )
        )}
        {layout.inlineCommandLine && argumentsOf(forest.text(node, 'commandLine'), styles)}
      </span>
      {rowCells({
        forest,
        node,
        expanded,
        layout,
        formatTime: props.formatTime,
        styles,
        theme,
      })}
    </div>
  );
});

/** What is not sure about the process, as chips. */
function marks(forest: Forest, node: number, styles: TreeRowStyles): React.ReactElement | null {
  const weak = forest.isWeak(node);
  const cut = forest.isCut(node);
  const likely = forest.isLikelyChild(node);
  if (!weak && !cut && !likely) return null;
  return (
    <>
      {weak && (
        <span className={styles.chip} title="Weak identity: known by PID only, so two processes could be taken for one">
          weak id
        </span>
      )}
      {cut && (
        <span
          className={styles.chip}
          title="The data name one of its own descendants, or itself, as its parent: the circle is cut here"
        >
          circle
        </span>
      )}
      {likely && !weak && (
        <span className={styles.chip} title="Its parent was found by PID and time, not by its id">
          likely child
        </span>
      )}
    </>
  );
}

/** The arguments alone: the name stands before them already. */
function argumentsOf(text: string, styles: TreeRowStyles): React.ReactElement | null {
  const rest = lineText(text.slice(0, 1000).replace(/^\s*(?:"[^"]*"|\S+)\s*/, ''));
  return rest === '' ? null : <bdi className={styles.inlineCommand}>{rest}</bdi>;
}
