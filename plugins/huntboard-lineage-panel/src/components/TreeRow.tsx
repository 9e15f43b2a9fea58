// One row of the tree.
import React, { memo } from 'react';
import { cx } from '@emotion/css';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { childCount } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import type { Layout } from '../columns';
import { levelColor, levelNames, rankOf } from '../level-colors';
import type { FormatTime } from '../time-format';
import { IntegrityMark } from './IntegrityMark';
import { LevelBadges } from './LevelBadges';
import { treeRowStyles } from './tree-row-styles';

export interface TreeRowProps {
  readonly id: string;
  readonly forest: Forest;
  readonly node: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean;
  readonly selected: boolean;
  readonly matched: boolean;
  readonly layout: Layout;
  readonly formatTime: FormatTime;
  readonly formatFull: FormatTime;
  readonly onSelect: (node: number) => void;
  readonly onToggle: (node: number) => void;
  readonly onDetail: (node: number) => void;
}

export const TreeRow = memo(function TreeRow(props: TreeRowProps): React.ReactElement {
  const { id, forest, node, position, siblings, expanded, selected, matched, layout } = props;
  const styles = useStyles2(treeRowStyles);
  const theme = useTheme2();
  const kind = forest.kind(node);
  const own = rankOf(forest.level[node]);
  const worst = rankOf(forest.worst[node]);
  const depth = forest.shape.depth[node] ?? 0;
  const children = childCount(forest, node);
  const start = forest.start[node] ?? NaN;
  const user = forest.text(node, 'user');
  const commandLine = forest.text(node, 'commandLine');
  const pid = forest.pid(node);
  const notLoaded = Math.max(0, (Number(forest.text(node, 'childCount')) || 0) - children);
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={selected}
      aria-expanded={children > 0 ? expanded : undefined}
      aria-label={describe(forest, node)}
      className={cx(styles.row, selected && styles.selected, matched && styles.matched, kind === 'host' && styles.host)}
      style={own === 0 ? undefined : { borderLeftColor: levelColor(theme, own) }}
      onClick={() => props.onSelect(node)}
      onDoubleClick={() => props.onDetail(node)}
    >
      <span className={styles.process}>
        <span
          className={styles.guides}
          style={{
            width: Math.min(depth, layout.maxIndent) * layout.indent,
            backgroundSize: `${layout.indent}px 100%`,
          }}
        />
        {children > 0 ? (
          <span
            className={styles.chevron}
            data-testid="toggle"
            onClick={(event) => {
              event.stopPropagation();
              props.onToggle(node);
            }}
            onDoubleClick={(event) => event.stopPropagation()}
          >
            <Chevron expanded={expanded} />
          </span>
        ) : (
          <span className={styles.leaf} />
        )}
        {depth > layout.maxIndent && (
          <span className={styles.quiet} title={`Level ${depth + 1}`}>
            {`+${depth - layout.maxIndent}`}
          </span>
        )}
        {kind === 'host' && <Icon name="monitor" size="sm" className={styles.icon} />}
        <span
          className={cx(styles.name, kind === 'ghost' && styles.ghost)}
          style={own >= 3 ? { color: levelColor(theme, own) } : undefined}
          title={forest.text(node, 'image') || forest.name(node)}
        >
          {forest.name(node) || (kind === 'host' ? 'no host' : 'unknown')}
        </span>
        {!layout.pid && !Number.isNaN(pid) && <span className={styles.quiet}>{pid}</span>}
        {kind === 'ghost' && <span className={styles.quiet}>no start event</span>}
        {kind === 'host' && (
          <span className={styles.quiet}>{`${(forest.shape.subtree[node] ?? 1) - 1} processes`}</span>
        )}
        {forest.isWeak(node) && (
          <span
            className={styles.chip}
            title="Weak identity: known by pid only, so two processes could be taken for one"
          >
            weak id
          </span>
        )}
        {forest.isCut(node) && (
          <span
            className={styles.chip}
            title="The data name one of its own descendants, or itself, as its parent: the circle is cut here"
          >
            <Icon name="repeat" size="xs" /> circle
          </span>
        )}
        {notLoaded > 0 && <span className={styles.quiet}>{`+${notLoaded} not loaded`}</span>}
        {layout.inlineCommandLine && commandLine !== '' && (
          <span className={styles.inlineCommand}>{argumentsOf(commandLine)}</span>
        )}
      </span>
      {layout.pid && <span className={styles.number}>{Number.isNaN(pid) ? '' : pid}</span>}
      <span className={styles.cell}>
        <LevelBadges
          counts={(rank) => forest.alertCount(node, rank)}
          hidden={expanded || children === 0 ? 0 : worst}
          single={layout.singleBadge}
        />
      </span>
      {layout.user && (
        <span className={styles.cell}>
          <span className={styles.clip} title={user}>
            {user.slice(user.lastIndexOf('\\') + 1)}
          </span>
          <IntegrityMark forest={forest} node={node} />
        </span>
      )}
      {layout.time && (
        <span className={styles.time} title={props.formatFull(start)}>
          {props.formatTime(start)}
        </span>
      )}
      {layout.commandLine && (
        <span className={styles.command} title={commandLine}>
          {commandLine}
        </span>
      )}
    </div>
  );
});

/** Drawn here instead of by Icon, which loads a file and holds state for each. */
function Chevron({ expanded }: { readonly expanded: boolean }): React.ReactElement {
  return (
    <svg
      width="10"
      height="10"
      viewBox="0 0 10 10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={expanded ? 'M1.5 3.2 5 6.8l3.5-3.6' : 'M3.2 1.5 6.8 5 3.2 8.5'} />
    </svg>
  );
}

/** The arguments alone: the name stands before them already. */
function argumentsOf(commandLine: string): string {
  return commandLine.replace(/^\s*(?:"[^"]*"|\S+)\s*/, '');
}

/** The row in words, for screen readers. */
function describe(forest: Forest, node: number): string {
  const kind = forest.kind(node);
  const pid = forest.pid(node);
  const level = levelNames[rankOf(forest.level[node])];
  const parts = [
    kind === 'host' ? `Host ${forest.name(node)}` : forest.name(node) || 'unknown process',
    Number.isNaN(pid) ? '' : `process ${pid}`,
    kind === 'ghost' ? 'no start event' : '',
    level === '' ? '' : `worst alert ${level}`,
    forest.isWeak(node) ? 'weak identity' : '',
    forest.isCut(node) ? 'circle cut' : '',
    forest.text(node, 'user'),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
