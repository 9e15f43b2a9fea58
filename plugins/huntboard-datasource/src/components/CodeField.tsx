// A code editor that runs on Ctrl+Enter, marks what is wrong at its place, and is left by Escape and Tab.
import React, { useCallback, useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { CodeEditor, useStyles2 } from '@grafana/ui';
import type { Monaco, MonacoEditor } from '@grafana/ui';

/** Lines and columns count from 1; the end is the column after the last character. */
export interface CodeMark {
  readonly line: number;
  readonly column: number;
  /** Characters; to the end of the word without it. */
  readonly length?: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface CodeFieldProps {
  readonly value: string;
  readonly language: 'sql' | 'yaml';
  readonly marks: readonly CodeMark[];
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onBeforeMount?: (monaco: Monaco) => void;
  /** Called once the editor is there; what it returns is called when it goes. */
  readonly onMount?: (editor: MonacoEditor) => () => void;
}

const OWNER = 'huntboard';

function showMarks(monaco: Monaco, editor: MonacoEditor, marks: readonly CodeMark[]): void {
  const model = editor.getModel();
  if (model === null) return;
  const { Error, Warning } = monaco.MarkerSeverity;
  monaco.editor.setModelMarkers(
    model,
    OWNER,
    marks.map(({ line, column, length, message, severity }) => {
      const startLineNumber = Math.min(Math.max(1, line), model.getLineCount());
      const word = model.getWordAtPosition({ lineNumber: startLineNumber, column });
      const endColumn = length === undefined ? (word?.endColumn ?? column + 1) : column + length;
      return {
        startLineNumber,
        startColumn: column,
        endLineNumber: startLineNumber,
        endColumn: Math.max(endColumn, column + 1),
        message,
        severity: severity === 'error' ? Error : Warning,
        source: 'Huntboard',
      };
    }),
  );
}

export function CodeField(props: CodeFieldProps): React.ReactElement {
  const { value, language, marks, onBeforeMount } = props;
  const styles = useStyles2(getStyles);
  // Monaco keeps what it was given when it was mounted: it gets the latest through here.
  const latest = useRef(props);
  latest.current = props;
  const mountedAs = useRef<{ readonly monaco: Monaco; readonly editor: MonacoEditor } | null>(null);
  const detach = useRef<() => void>(() => undefined);
  useEffect(() => () => detach.current(), []);
  useEffect(() => {
    if (mountedAs.current !== null) showMarks(mountedAs.current.monaco, mountedAs.current.editor, marks);
  }, [marks]);

  // Tab indents: a keyboard would never get out. After Escape the next Tab is the browser's, and goes on to the next field.
  const leaves = useRef(false);
  const letLeave = (event: React.KeyboardEvent): void => {
    if (event.key === 'Tab' && leaves.current) event.stopPropagation();
    else if (event.key !== 'Shift') leaves.current = event.key === 'Escape';
  };

  const change = useCallback((text: string) => {
    if (text !== latest.current.value) latest.current.onChange(text);
  }, []);

  const mounted = (editor: MonacoEditor, monaco: Monaco): void => {
    mountedAs.current = { monaco, editor };
    showMarks(monaco, editor, latest.current.marks);
    detach.current = latest.current.onMount?.(editor) ?? (() => undefined);
    // An action belongs to its editor; a command would belong to the last editor of the page.
    editor.addAction({
      id: 'huntboard-run',
      label: 'Run query',
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: () => {
        change(editor.getValue());
        latest.current.onRun();
      },
    });
  };

  return (
    <div className={styles.frame} onKeyDownCapture={letLeave} onFocus={() => (leaves.current = false)}>
      <CodeEditor
        value={value}
        language={language}
        height={editorHeight(value)}
        showMiniMap={false}
        showLineNumbers
        monacoOptions={{
          fontSize: 13,
          scrollBeyondLastLine: false,
          wordWrap: 'on',
          padding: { top: 6, bottom: 6 },
          tabSize: 2,
          suggest: { showWords: false },
        }}
        {...(onBeforeMount === undefined ? {} : { onBeforeEditorMount: onBeforeMount })}
        onEditorDidMount={mounted}
        onChange={change}
        onBlur={change}
        onSave={change}
      />
    </div>
  );
}

/** Grows with the text, within reason. */
function editorHeight(text: string): number {
  return Math.min(Math.max(text.split('\n').length + 1, 6), 24) * 19 + 12;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
  }),
});
