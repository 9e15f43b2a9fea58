// The command line in full, and what it carries encoded.
import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { decodeCommandLine } from '../decode-command-line';
import { blockText } from '../shown-text';
import { CopyButton } from './CopyButton';
import { DetailSection } from './DetailSection';

export function CommandLine({ text }: { readonly text: string }): React.ReactElement | null {
  const styles = useStyles2(getStyles);
  const decoded = useMemo(() => decodeCommandLine(text), [text]);
  if (text === '') return null;
  return (
    <>
      <DetailSection title="Command line" action={<CopyButton what="command line" text={() => text} />}>
        <pre className={styles.code} tabIndex={0} aria-label="Command line">
          {blockText(text)}
        </pre>
      </DetailSection>
      {decoded.map((part, index) => (
        <DetailSection key={index} title="Decoded" action={<CopyButton what="decoded text" text={() => part} />}>
          <pre className={styles.decoded} tabIndex={0} aria-label="Decoded">
            {blockText(part)}
          </pre>
        </DetailSection>
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const code = {
    margin: 0,
    padding: theme.spacing(0.75, 1),
    maxHeight: 180,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    wordBreak: 'break-all',
    unicodeBidi: 'plaintext',
    background: theme.colors.background.secondary,
    border: 0,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 11.5,
  } as const;
  return {
    code: css(code),
    decoded: css({ ...code, borderLeft: `3px solid ${theme.colors.warning.border}` }),
  };
};
