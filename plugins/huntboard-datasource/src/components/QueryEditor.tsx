// The editor of a panel's query: a choice of kinds, and the editor of the kind.
import React, { useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Button, Drawer, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { SqlQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { formatSql } from '../format-sql';
import { readQuery, withModel } from '../huntboard-query';
import type { EditableKind, HuntboardQuery } from '../huntboard-query';
import { lazyPart } from '../lazy-part';
import type { QueryModel } from '../query-models';
import type { HuntboardSettings } from '../settings';
import { switchKind } from '../switch-kind';
import { AlertsEditor } from './AlertsEditor';
import { CheatSheet } from './CheatSheet';
import { QueryCost } from './CostLine';
import { EventsEditor } from './EventsEditor';
import { LineageEditor } from './LineageEditor';
import { RarityEditor } from './RarityEditor';
import { SequenceEditor } from './SequenceEditor';
import { SqlEditor } from './SqlEditor';
import { TimeseriesEditor } from './TimeseriesEditor';

// With it comes what reads rules and compiles them.
const SigmaEditor = lazyPart(async () => (await import(/* webpackChunkName: "sigma" */ './SigmaEditor')).SigmaEditor);

export type HuntboardEditorProps = QueryEditorProps<HuntboardDataSource, HuntboardQuery, HuntboardSettings>;

const kinds = (): { value: EditableKind; label: string; description: string }[] => [
  {
    value: 'events',
    label: t('query.events', 'Events'),
    description: t('query.huntInEventsWithoutSql', 'Hunt in events without SQL'),
  },
  {
    value: 'timeseries',
    label: t('query.timeSeries', 'Time series'),
    description: t('query.aMeasureOfEventsOver', 'A measure of events over time, for graphs and alert rules'),
  },
  {
    value: 'rarity',
    label: t('query.rarity', 'Rarity'),
    description: t('query.valuesThatFewHostsHave', 'Values that few hosts have, values that are new'),
  },
  {
    value: 'sequence',
    label: t('query.sequence', 'Sequence'),
    description: t('query.aThenBThenC', 'A, then B, then C within a time'),
  },
  {
    value: 'lineage',
    label: t('query.lineage', 'Lineage'),
    description: t('query.processesAsATree', 'Processes as a tree'),
  },
  {
    value: 'alerts',
    label: t('query.alerts', 'Alerts'),
    description: t('query.theQueueOfAlerts', 'The queue of alerts'),
  },
  {
    value: 'sigma',
    label: t('query.sigma', 'Sigma'),
    description: t('query.hitsOfASigmaRule', 'Hits of a Sigma rule'),
  },
  { value: 'sql', label: 'SQL', description: t('query.sqlOfYourOwn', 'SQL of your own') },
];
const sqlFormats: readonly SqlQuery['format'][] = ['table', 'timeseries', 'logs'];

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

  const choices = useRef(0);
  const choose = async (kind: EditableKind): Promise<void> => {
    if (kind === query.kind) return;
    const choice = ++choices.current;
    remembered.current.set(query.kind, query);
    const switched = switchKind(query, kind, remembered.current.get(kind));
    const model = switched instanceof Promise ? await switched : switched;
    // Another kind may have been chosen while this one was loaded.
    if (choice !== choices.current) return;
    changeAndRun(model);
    if (model.kind !== 'sql') return;
    const sql = await formatSql(model.sql);
    if (choice === choices.current && sql !== model.sql) change({ ...model, sql });
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
        <RadioButtonGroup
          options={kinds()}
          value={query.kind as EditableKind}
          size="sm"
          onChange={(kind) => void choose(kind)}
        />
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          icon="question-circle"
          tooltip={t('query.kindsMacrosVariablesExamples', 'Kinds, macros, variables, examples')}
          onClick={() => setHelpOpen(true)}
        >
          {t('query.help', 'Help')}
        </Button>
      </div>
      {isHelpOpen && (
        <Drawer
          title={t('query.queriesOfHuntboard', 'Queries of Huntboard')}
          size="md"
          onClose={() => setHelpOpen(false)}
        >
          <CheatSheet
            onExample={(model) => {
              setHelpOpen(false);
              changeAndRun(model);
            }}
          />
        </Drawer>
      )}
      {problem !== undefined && (
        <Alert severity="warning" title={t('query.thisQueryCannotBeRead', 'This query cannot be read')}>
          {problem} {t('query.itStaysAsItIs', 'It stays as it is until you change it here.')}
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
