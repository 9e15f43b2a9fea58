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
      {toggle ? (
        <span
          className={styles.chevron}
          data-testid="toggle"
          onClick={(event) => {
            event.stopPropagation();
            toggle.onToggle();
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {chevron(toggle.expanded)}
        </span>
      ) : (
        <span className={styles.leaf} />
      )}
      {depth > layout.maxIndent && (
        <span className={styles.quiet} title={`Level ${depth + 1}`}>
          {`+${depth - layout.maxIndent}\u00a0`}
        </span>
      )}
    </>
  );
}

/** Drawn here instead of by Icon, which loads a file and holds state for each. */
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
