// The editor of a panel's query: a choice of kinds, and the editor of the kind.
import React, { useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps } from '@grafana/data';
import { Alert, Button, Drawer, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { EventsQuery, SqlQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { formatSql } from '../format-sql';
import { emptyModel, readQuery, withModel } from '../huntboard-query';
import type { EditableKind, HuntboardQuery } from '../huntboard-query';
import { ABOUT_EVENTS, modelToSql } from '../model-to-sql';
import type { QueryModel } from '../query-kinds';
import type { HuntboardSettings } from '../settings';
import { AlertsEditor } from './AlertsEditor';
import { CheatSheet } from './CheatSheet';
import { QueryCost } from './CostLine';
import { EventsEditor } from './EventsEditor';
import { LineageEditor } from './LineageEditor';
import { RarityEditor } from './RarityEditor';
import { SequenceEditor } from './SequenceEditor';
import { SigmaEditor } from './SigmaEditor';
import { SqlEditor } from './SqlEditor';
import { TimeseriesEditor } from './TimeseriesEditor';

export type HuntboardEditorProps = QueryEditorProps<HuntboardDataSource, HuntboardQuery, HuntboardSettings>;

const kinds: { value: EditableKind; label: string; description: string }[] = [
  { value: 'events', label: 'Events', description: 'Hunt in events without SQL' },
  {
    value: 'timeseries',
    label: 'Time series',
    description: 'A measure of events over time, for graphs and alert rules',
  },
  { value: 'rarity', label: 'Rarity', description: 'Values that few hosts have, values that are new' },
  { value: 'sequence', label: 'Sequence', description: 'A, then B, then C within a time' },
  { value: 'lineage', label: 'Lineage', description: 'Processes as a tree' },
  { value: 'alerts', label: 'Alerts', description: 'The queue of alerts' },
  { value: 'sigma', label: 'Sigma', description: 'Hits of a Sigma rule' },
  { value: 'sql', label: 'SQL', description: 'SQL of your own' },
];
const sqlFormats: readonly SqlQuery['format'][] = ['table', 'timeseries', 'logs'];

/** Kinds whose SQL a person can go on with. */
const READABLE_AS_SQL: ReadonlySet<string> = new Set([...ABOUT_EVENTS, 'alerts', 'sigma']);

/** The model after a change of kind: SQL that means the same, what was there before in that kind, or a new one; conditions go along. */
export function switchKind(query: HuntboardQuery, kind: EditableKind, remembered: QueryModel | undefined): QueryModel {
  if (kind === 'sql' && READABLE_AS_SQL.has(query.kind)) return modelToSql(query) ?? remembered ?? emptyModel('sql');
  const model = remembered ?? emptyModel(kind);
  if (!ABOUT_EVENTS.has(query.kind) || !ABOUT_EVENTS.has(kind)) return model;
  const { categories, hosts, search, filters } = query as EventsQuery;
  return { ...model, categories, hosts, search, filters } as QueryModel;
}

export function QueryEditor({
  datasource,
  query: saved,
  range,
  onChange,
  onRunQuery,
}: HuntboardEditorProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const { query, problem } = readQuery(saved);
  const [isHelpOpen, setHelpOpen] = useState(false);
  // The last model of each kind, so that a look at another kind loses nothing.
  const remembered = useRef(new Map<string, QueryModel>());
  const change = (model: QueryModel): void => onChange(withModel(saved, model));
  const changeAndRun = (model: QueryModel): void => {
    change(model);
    onRunQuery();
  };

  const choose = (kind: EditableKind): void => {
    if (kind === query.kind) return;
    remembered.current.set(query.kind, query);
    const model = switchKind(query, kind, remembered.current.get(kind));
    changeAndRun(model);
    if (model.kind !== 'sql' || query.kind === 'lineage') return;
    void formatSql(model.sql).then((sql) => change({ ...model, sql }));
  };

  const editor = (): React.ReactElement | null => {
    switch (query.kind) {
      case 'sql':
        return (
          <SqlEditor
            datasource={datasource}
            query={query}
            range={range}
            formats={sqlFormats}
            onChange={change}
            onRun={onRunQuery}
          />
        );
      case 'events':
        return <EventsEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'timeseries':
        return <TimeseriesEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'rarity':
        return <RarityEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'sequence':
        return <SequenceEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'lineage':
        return <LineageEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'alerts':
        return <AlertsEditor datasource={datasource} query={query} range={range} onChange={changeAndRun} />;
      case 'sigma':
        return (
          <SigmaEditor
            datasource={datasource}
            query={query}
            range={range}
            onChange={change}
            onRun={onRunQuery}
            onChangeAndRun={changeAndRun}
          />
        );
      default:
        return null;
    }
  };

  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        <RadioButtonGroup options={kinds} value={query.kind as EditableKind} size="sm" onChange={choose} />
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          icon="question-circle"
          tooltip="Kinds, macros, variables, examples"
          onClick={() => setHelpOpen(true)}
        >
          Help
        </Button>
      </div>
      {isHelpOpen && (
        <Drawer title="Queries of Huntboard" size="md" onClose={() => setHelpOpen(false)}>
          <CheatSheet
            onExample={(model) => {
              setHelpOpen(false);
              changeAndRun(model);
            }}
          />
        </Drawer>
      )}
      {problem !== undefined && (
        <Alert severity="warning" title="This query cannot be read">
          {problem} It stays as it is until you change it here.
        </Alert>
      )}
      {editor()}
      {problem === undefined && query.kind !== 'sql' && query.kind !== 'sigma' && (
        <QueryCost datasource={datasource} model={query} range={range} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1) }),
  editor: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'stretch',
    gap: theme.spacing(1),
  }),
});
