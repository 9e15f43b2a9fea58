// The beginning of a row: the lines of the levels above, and the chevron that opens it.
import React from 'react';
import type { Layout } from '../columns';
import type { TreeRowStyles } from './tree-row-styles';

export interface RowHeadProps {
  readonly depth: number;
  readonly layout: Layout;
  readonly styles: TreeRowStyles;
  /** Null for a row without anything below it. */
  readonly toggle: { readonly expanded: boolean; readonly onToggle: () => void } | null;
}

export function rowHead({ depth, layout, toggle, styles }: RowHeadProps): React.ReactElement {
  return (
    <>
      <span className={styles.guides} style={{ width: Math.min(depth, layout.maxIndent) * layout.indent }} />
      <span
        className={toggle ? styles.chevron : styles.leaf}
        data-testid={toggle ? 'toggle' : undefined}
        onClick={
          toggle
            ? (event) => {
                event.stopPropagation();
                toggle.onToggle();
              }
            : undefined
        }
        onDoubleClick={toggle ? (event) => event.stopPropagation() : undefined}
      >
        {chevron(toggle?.expanded === true)}
      </span>
      {depth > layout.maxIndent && (
        <span className={styles.quiet} title={`Level ${depth + 1}`}>
          {`+${depth - layout.maxIndent}\u00a0`}
        </span>
      )}
    </>
  );
}

/**
 * Drawn here instead of by Icon, which loads a file and holds state for each. Leaves have one as well, unseen: a row that is used
 * again for another process then changes, where making and removing elements costs more.
 */
function chevron(expanded: boolean): React.ReactElement {
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
