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
import { AlertList } from './AlertList';
import { FactList } from './FactList';

export interface ProcessDetailProps {
  readonly data: LineageData;
  readonly forest: Forest;
  readonly node: number;
  readonly timeZone: string;
  readonly formatTime: FormatTime;
  readonly onSelect: (node: number) => void;
  readonly onClose: () => void;
}

export function ProcessDetail({
  data,
  forest,
  node,
  timeZone,
  formatTime,
  onSelect,
  onClose,
}: ProcessDetailProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const pid = forest.pid(node);
  const above = ancestorsOf(forest, node).reverse();
  const commandLine = forest.text(node, 'commandLine');
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
          {forest.name(node) || 'Unknown process'} {!Number.isNaN(pid) && <span className={styles.quiet}>{pid}</span>}
        </div>
        <IconButton name="times" tooltip="Close (Esc)" onClick={onClose} />
      </div>
      {above.length > 0 && (
        <nav className={styles.path} aria-label="Ancestors">
          {above.map((at) => (
            <React.Fragment key={at}>
              <button type="button" className={styles.step} onClick={() => onSelect(at)}>
                {forest.name(at) || 'unknown'}
              </button>
              <span className={styles.quiet}>›</span>
            </React.Fragment>
          ))}
          <span>{forest.name(node) || 'unknown'}</span>
        </nav>
      )}
      {forest.kind(node) === 'ghost' && (
        <p className={styles.note}>
          No start of this process is in the result: it began before the time range, or its sensor did not tell. What is
          shown here is what its children say.
        </p>
      )}
      {forest.isCut(node) && (
        <p className={styles.note}>
          The data name one of its own descendants, or itself, as its parent. The circle is cut at this process, the
          oldest in it.
        </p>
      )}
      {forest.isWeak(node) && (
        <p className={styles.note}>
          Weak identity: it is known by its PID only, so two processes could be taken for one.
        </p>
      )}
      <AlertList data={data} forest={forest} node={node} formatTime={formatTime} />
      {commandLine !== '' && (
        <section>
          <div className={styles.section}>
            Command line
            <ClipboardButton
              size="sm"
              variant="secondary"
              fill="text"
              icon="copy"
              aria-label="Copy command line"
              getText={() => commandLine}
            />
          </div>
          <pre className={styles.command}>{commandLine}</pre>
        </section>
      )}
      <section>
        <div className={styles.section}>Process</div>
        <FactList facts={processFacts(forest, node, formatTime)} />
      </section>
      {extra.length > 0 && (
        <section>
          <div className={styles.section}>More</div>
          <FactList facts={extra} />
        </section>
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

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({
    height: '100%',
    overflowY: 'auto',
    padding: theme.spacing(0.5, 1.5, 1.5, 1.5),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    '& section': { marginTop: theme.spacing(1.5) },
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
  section: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    minHeight: 24,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  command: css({
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 220,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    wordBreak: 'break-all',
    background: theme.colors.background.secondary,
    border: 0,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 11.5,
  }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.75), marginTop: theme.spacing(2) }),
});
