// SQL of one's own: completion, Ctrl+Enter, layout.
import React, { useCallback, useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { Button, CodeEditor, Combobox, InlineField, useStyles2 } from '@grafana/ui';
import type { ComboboxOption, Monaco, MonacoEditor } from '@grafana/ui';
import type { SqlQuery } from '@huntboard/query';
import { attachCompletion, registerCompletion } from '../completion/register';
import type { CompletionSource } from '../completion/register';
import type { HuntboardDataSource } from '../datasource';
import { formatSql } from '../format-sql';

export interface SqlEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: SqlQuery;
  readonly range: TimeRange | undefined;
  /** Formats to choose from; none shows no choice. */
  readonly formats: readonly SqlQuery['format'][];
  readonly onChange: (query: SqlQuery) => void;
  readonly onRun: () => void;
}

const formatOptions: readonly ComboboxOption<SqlQuery['format']>[] = [
  { value: 'table', label: 'Table', description: 'Rows as they are' },
  { value: 'timeseries', label: 'Time series', description: 'A time, texts as labels, numbers as values' },
  { value: 'logs', label: 'Logs', description: 'Columns timestamp, body, severity, id, labels' },
  { value: 'annotations', label: 'Annotations', description: 'Columns time, timeEnd, title, text, tags' },
];

export function SqlEditor({ datasource, query, range, formats, onChange, onRun }: SqlEditorProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  // Monaco keeps what it was given when it was mounted: it gets the latest through here.
  const latest = useRef({ query, range, onChange, onRun });
  latest.current = { query, range, onChange, onRun };
  const detach = useRef<() => void>(() => undefined);
  useEffect(() => () => detach.current(), []);

  const change = useCallback((sql: string) => {
    const { query: current, onChange: tell } = latest.current;
    if (sql !== current.sql) tell({ ...current, sql });
  }, []);

  const mounted = (editor: MonacoEditor, monaco: Monaco): void => {
    const source: CompletionSource = {
      variables: () =>
        getTemplateSrv()
          .getVariables()
          .map(({ name }) => name),
      tables: () => datasource.loadTables(),
      values: (field, typed) => datasource.findValues({ field, search: typed, limit: 50 }, latest.current.range),
    };
    detach.current = attachCompletion(editor, source);
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
    <div>
      <div className={styles.frame}>
        <CodeEditor
          value={query.sql}
          language="sql"
          height={editorHeight(query.sql)}
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
          onBeforeEditorMount={registerCompletion}
          onEditorDidMount={mounted}
          onChange={change}
          onBlur={change}
          onSave={change}
        />
      </div>
      <div className={styles.bar}>
        {formats.length > 1 && (
          <InlineField label="Format" transparent>
            <Combobox
              aria-label="Format"
              width={18}
              options={formatOptions.filter(({ value }) => formats.includes(value))}
              value={query.format}
              onChange={({ value }) => onChange({ ...query, format: value })}
            />
          </InlineField>
        )}
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          icon="brackets-curly"
          tooltip="Lay the SQL out"
          onClick={() =>
            void formatSql(query.sql).then((sql) => latest.current.onChange({ ...latest.current.query, sql }))
          }
        >
          Tidy
        </Button>
        <Button size="sm" icon="play" variant="secondary" tooltip="Ctrl+Enter in the editor" onClick={onRun}>
          Run
        </Button>
        <span className={styles.hint}>$__timeFilter(ts) holds the time range. Type $ for macros and variables.</span>
      </div>
    </div>
  );
}

/** Grows with the text, within reason. */
function editorHeight(sql: string): number {
  return Math.min(Math.max(sql.split('\n').length + 1, 6), 24) * 19 + 12;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
  }),
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
    '& > *': { marginBottom: 0 },
  }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
