// SQL of one's own: completion, errors at their place, what it will read, layout.
import React, { useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { Button, Combobox, InlineField, useStyles2 } from '@grafana/ui';
import type { ComboboxOption, MonacoEditor } from '@grafana/ui';
import type { SqlQuery } from '@huntboard/query';
import { attachCompletion, registerCompletion } from '../completion/register';
import type { HuntboardDataSource } from '../datasource';
import type { Explanation } from '../explanation';
import { formatSql } from '../format-sql';
import { CodeField } from './CodeField';
import type { CodeMark } from './CodeField';
import { CostLine } from './CostLine';
import { useExplanation } from './use-explanation';

export interface SqlEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: SqlQuery;
  readonly range: TimeRange | undefined;
  /** Formats to choose from; none shows no choice. */
  readonly formats: readonly SqlQuery['format'][];
  readonly onChange: (query: SqlQuery) => void;
  readonly onRun: () => void;
}

const formatOptions = (): readonly ComboboxOption<SqlQuery['format']>[] => [
  { value: 'table', label: t('sql.table', 'Table'), description: t('sql.rowsAsTheyAre', 'Rows as they are') },
  {
    value: 'timeseries',
    label: t('sql.timeSeries', 'Time series'),
    description: t('sql.aTimeTextsAsLabels', 'A time, texts as labels, numbers as values'),
  },
  {
    value: 'logs',
    label: t('sql.logs', 'Logs'),
    description: t('sql.columnsTimestampBodySeverityId', 'Columns timestamp, body, severity, id, labels'),
  },
  {
    value: 'annotations',
    label: t('sql.annotations', 'Annotations'),
    description: t('sql.columnsTimeTimeendTitleText', 'Columns time, timeEnd, title, text, tags'),
  },
];

/** What is wrong as a mark at its line and column. */
function marksOf(sql: string, explanation: Explanation | undefined): readonly CodeMark[] {
  const { message, place } = explanation?.error ?? {};
  if (message === undefined) return [];
  const before = sql.slice(0, place?.position ?? 0).split('\n');
  const mark = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message, severity: 'error' as const };
  return [place === undefined ? mark : { ...mark, length: place.length }];
}

export function SqlEditor({ datasource, query, range, formats, onChange, onRun }: SqlEditorProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const explanation = useExplanation(datasource, query, range);
  const marks = useMemo(() => marksOf(query.sql, explanation), [query.sql, explanation]);
  const latest = useRef({ query, range, onChange });
  latest.current = { query, range, onChange };

  const mounted = (editor: MonacoEditor): (() => void) =>
    attachCompletion(editor, {
      variables: () =>
        getTemplateSrv()
          .getVariables()
          .map(({ name }) => name),
      tables: () => datasource.loadTables(),
      values: (field, typed) => datasource.findValues({ field, search: typed, limit: 50 }, latest.current.range),
    });

  return (
    <div>
      <CodeField
        value={query.sql}
        language="sql"
        marks={marks}
        onChange={(sql) => latest.current.onChange({ ...latest.current.query, sql })}
        onRun={onRun}
        onBeforeMount={registerCompletion}
        onMount={mounted}
      />
      <div className={styles.bar}>
        {formats.length > 1 && (
          <InlineField label={t('sql.format', 'Format')} transparent>
            <Combobox
              aria-label={t('sql.format', 'Format')}
              width={18}
              options={formatOptions().filter(({ value }) => formats.includes(value))}
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
          tooltip={t('sql.layTheSqlOut', 'Lay the SQL out')}
          onClick={() =>
            void formatSql(query.sql).then((sql) => latest.current.onChange({ ...latest.current.query, sql }))
          }
        >
          {t('sql.tidy', 'Tidy')}
        </Button>
        <Button
          size="sm"
          icon="play"
          variant="secondary"
          tooltip={t('sql.ctrlEnterInTheEditor', 'Ctrl+Enter in the editor')}
          onClick={onRun}
        >
          {t('sql.run', 'Run')}
        </Button>
        <span className={styles.hint}>
          {t(
            'sql.timefilterTsHoldsTheTime',
            '$__timeFilter(ts) holds the time range. Type $ for macros and variables.',
          )}
        </span>
      </div>
      <CostLine datasource={datasource} model={query} range={range} explanation={explanation} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
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
