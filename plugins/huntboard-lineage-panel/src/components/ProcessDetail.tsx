// Everything about the selected process.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, DataLinkButton, IconButton, useStyles2, useTheme2 } from '@grafana/ui';
import { ancestorsOf, treeText } from '@huntboard/lineage';
import type { Forest } from '@huntboard/lineage';
import { extraFacts, processFacts, processLinks } from '../process-facts';
import type { LineageData } from '../read-frames';
import type { FormatTime } from '../time-format';
import { lineText } from '../shown-text';
import { ActivityList } from './ActivityList';
import type { AlertLink } from '../exception-links';
import { AlertList } from './AlertList';
import { CommandLine } from './CommandLine';
import { DetailSection } from './DetailSection';
import { EdgeList } from './EdgeList';
import { FactList } from './FactList';
import { ReasonList } from './ReasonList';

export interface ProcessDetailProps {
  readonly data: LineageData;
  readonly forest: Forest;
  readonly node: number;
  readonly alerts: readonly AlertLink[];
  readonly timeZone: string;
  readonly formatTime: FormatTime;
  readonly onSelect: (node: number) => void;
  readonly onFocus: (node: number) => void;
  readonly onMenu: (event: React.MouseEvent) => void;
  readonly onClose: () => void;
}

export function ProcessDetail({
  data,
  forest,
  node,
  alerts,
  timeZone,
  formatTime,
  onSelect,
  onFocus,
  onMenu,
  onClose,
}: ProcessDetailProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const pid = forest.pid(node);
  const above = ancestorsOf(forest, node).reverse();
  const links = processLinks(data, forest, node);
  const extra = extraFacts(data, forest, node, theme, timeZone);
  return (
    <aside
      className={styles.detail}
      aria-label="Process detail"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles.head}>
        <div className={styles.title}>
          <bdi>{lineText(forest.name(node)) || 'Unknown process'}</bdi>{' '}
          {!Number.isNaN(pid) && <span className={styles.quiet}>{pid}</span>}
        </div>
        <div className={styles.tools}>
          <IconButton name="crosshair" tooltip="Focus: fold everything else (f)" onClick={() => onFocus(node)} />
          <IconButton name="ellipsis-v" tooltip="What to do with it (m)" onClick={onMenu} />
          <IconButton name="times" tooltip="Close (Esc)" onClick={onClose} />
        </div>
      </div>
      {above.length > 0 && (
        <nav className={styles.path} aria-label="Ancestors">
          {above.map((at) => (
            <React.Fragment key={at}>
              <button type="button" className={styles.step} onClick={() => onSelect(at)}>
                {lineText(forest.name(at)) || 'unknown'}
              </button>
              <span className={styles.quiet} aria-hidden>
                ›
              </span>
            </React.Fragment>
          ))}
          <span>{lineText(forest.name(node)) || 'unknown'}</span>
        </nav>
      )}
      <Doubts forest={forest} node={node} />
      <ReasonList forest={forest} node={node} />
      <AlertList data={data} forest={forest} node={node} links={alerts} formatTime={formatTime} />
      <CommandLine text={forest.text(node, 'commandLine')} />
      <DetailSection title="Process">
        <FactList facts={processFacts(forest, node, formatTime)} />
      </DetailSection>
      <EdgeList forest={forest} node={node} formatTime={formatTime} onSelect={onSelect} />
      <ActivityList key={forest.key(node)} forest={forest} node={node} formatTime={formatTime} />
      {extra.length > 0 && (
        <DetailSection title="More">
          <FactList facts={extra} />
        </DetailSection>
      )}
      <div className={styles.actions}>
        {links.map((link) => (
          <DataLinkButton
            key={`${link.title}${link.href}`}
            link={link}
            buttonProps={{ size: 'sm', variant: 'secondary' }}
          />
        ))}
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => treeText(forest, node)}>
          Copy tree
        </ClipboardButton>
      </div>
    </aside>
  );
}

/** What is not sure about the process, in sentences. */
function Doubts({ forest, node }: { readonly forest: Forest; readonly node: number }): React.ReactElement {
  const styles = useStyles2(getStyles);
  const unloaded = forest.unloadedChildren(node);
  const doubts = [
    forest.kind(node) === 'ghost'
      ? 'No start of this process is in the result: it began before the time range, or its sensor did not tell. What is shown here is what its children say.'
      : '',
    forest.isCut(node)
      ? 'The data name one of its own descendants, or itself, as its parent. The circle is cut at this process, the oldest in it.'
      : '',
    forest.isWeak(node) ? 'Weak identity: it is known by its PID only, so two processes could be taken for one.' : '',
    unloaded > 0
      ? `${unloaded.toLocaleString('en')} of its children are not loaded: open it in the tree to load them.`
      : '',
  ].filter((doubt) => doubt !== '');
  return (
    <>
      {doubts.map((doubt) => (
        <p key={doubt} className={styles.note}>
          {doubt}
        </p>
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({
    height: '100%',
    overflowY: 'auto',
    padding: theme.spacing(0.5, 1.5, 1.5, 1.5),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  head: css({ display: 'flex', alignItems: 'flex-start', justifyContent: 'space-between', gap: theme.spacing(1) }),
  title: css({ fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  quiet: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  path: css({ display: 'flex', flexWrap: 'wrap', columnGap: 4, color: theme.colors.text.primary, marginTop: 2 }),
  step: css({
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    color: theme.colors.text.secondary,
    cursor: 'pointer',
    '&:hover': { color: theme.colors.text.link, textDecoration: 'underline' },
  }),
  note: css({
    margin: theme.spacing(1, 0, 0, 0),
    padding: theme.spacing(0.75, 1),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    color: theme.colors.text.secondary,
  }),
  tools: css({ display: 'flex', flex: 'none', gap: 2, paddingTop: 4 }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.75), marginTop: theme.spacing(2) }),
});
