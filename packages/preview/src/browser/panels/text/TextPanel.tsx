// Text: Markdown or HTML (both sanitized), or code as it is.
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { renderTextPanelMarkdown, textUtil } from '@grafana/data';
import { RenderUserContentAsHTML, ScrollContainer, useStyles2 } from '@grafana/ui';
import React from 'react';

export interface TextOptions {
  readonly mode?: 'markdown' | 'html' | 'code';
  readonly content?: string;
}

/** Draws the interpolated content. */
export function TextPanel({ options, replaceVariables }: PanelProps<TextOptions>): React.JSX.Element {
  const styles = useStyles2(getStyles);
  const content = options.content ?? '';
  if (options.mode === 'code') {
    return (
      <ScrollContainer>
        <pre className={styles.code}>{replaceVariables(content)}</pre>
      </ScrollContainer>
    );
  }
  const format = options.mode === 'html' ? 'html' : 'text';
  const text = replaceVariables(content, {}, format);
  const html = options.mode === 'html' ? textUtil.sanitizeTextPanelContent(text) : renderTextPanelMarkdown(text);
  return (
    <ScrollContainer>
      <RenderUserContentAsHTML
        className={cx('markdown-html', styles.text)}
        content={html}
        data-testid="text-panel-content"
      />
    </ScrollContainer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({
    padding: theme.spacing(0, 0.5),
    '& > *:last-child': { marginBottom: 0 },
    // Among words a colour alone does not tell a link.
    '& :is(p, li) a': { textDecoration: 'underline' },
  }),
  code: css({
    margin: 0,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
