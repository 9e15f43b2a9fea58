// Help in the editor: kinds of queries, macros with what they become, variables, keys; examples to start from.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';
import { ALTINITY_MACROS, MACROS } from '@huntboard/query';
import type { Macro } from '@huntboard/query';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { QueryModel } from '../query-models';

interface Example {
  readonly title: string;
  readonly model: QueryModel;
}

const example = (title: string, model: object): Example => ({ title, model: model as QueryModel });

/** Hunts to begin with, one of each kind. */
export const examples = (): readonly Example[] => [
  example(t('examples.powershellWithAnEncodedCommand', 'PowerShell with an encoded command'), {
    ...emptyModel('events'),
    categories: ['process'],
    filters: [
      { field: 'Image', operator: 'endswith', value: '\\powershell.exe' },
      {
        any: [
          { field: 'CommandLine', operator: 'contains', value: ' -enc' },
          { field: 'CommandLine', operator: 'contains', value: ' -e ' },
        ],
      },
    ],
  }),
  example(t('examples.logonsAMinuteByHost', 'Logons a minute, by host'), {
    ...emptyModel('timeseries'),
    categories: ['auth'],
    groupBy: ['host'],
  }),
  example(t('examples.programsThatOnlyOneHost', 'Programs that only one host runs, new in this time'), {
    ...emptyModel('rarity'),
    maxHosts: 1,
    newOnly: true,
  }),
  example(t('examples.aDocumentStartsAProgram', 'A document starts a program that connects out'), {
    ...emptyModel('sequence'),
    by: ['host'],
    steps: [
      {
        name: 'program',
        categories: ['process'],
        search: '',
        filters: [{ field: 'ParentImage', operator: 'endswith', value: '\\winword.exe' }],
      },
      { name: 'connection', categories: ['network'], search: '', filters: [] },
    ],
  }),
  example(t('examples.alertsByLevelOverTime', 'Alerts by level over time'), {
    ...emptyModel('alerts'),
    format: 'histogram',
  }),
  example(t('examples.sqlOverTimeByUser', 'SQL over time, by user'), {
    ...emptyModel('sql'),
    format: 'timeseries',
    sql: "SELECT $__timeInterval(ts) AS time, User, count() AS events\nFROM events\nWHERE $__timeFilter(ts) AND $__filters AND User != ''\nGROUP BY time, User\nORDER BY time\nLIMIT 5000",
  }),
];

const kinds = (): readonly (readonly [name: string, asks: string])[] => [
  [
    t('query.events', 'Events'),
    t(
      'help.eventsByTimeCategoryHost',
      'events by time, category, host, text and filters: table, log lines or their number',
    ),
  ],
  [
    t('query.timeSeries', 'Time series'),
    t('help.aMeasureOfEventsOver', 'a measure of events over time, by up to three fields: for graphs and alert rules'),
  ],
  [
    t('query.rarity', 'Rarity'),
    t('help.valuesThatFewHostsHave', 'values that few hosts have, and values that are new'),
  ],
  [
    t('query.sequence', 'Sequence'),
    t('help.aThenBThenC', 'A, then B, then C within a time by the same host, user or process'),
  ],
  [
    t('query.lineage', 'Lineage'),
    t('help.processesWithTheirAncestorsAnd', 'processes with their ancestors and descendants, for the lineage panel'),
  ],
  [
    t('query.alerts', 'Alerts'),
    t('help.theQueueOfAlertsWith', 'the queue of alerts with their state, or their number'),
  ],
  [
    t('query.sigma', 'Sigma'),
    t('help.theHitsOfASigma', 'the hits of a Sigma rule, or of a correlation, that you paste'),
  ],
  [
    'SQL',
    t(
      'help.whateverYouWriteTheMacros',
      'whatever you write; the macros below hold the time range and the filters of the dashboard',
    ),
  ],
  [
    t('help.annotations', 'Annotations'),
    t('help.marksOnGraphs', 'marks on the graphs of a dashboard: alerts, or values that are seen for the first time'),
  ],
];

const variables = (): readonly (readonly [written: string, becomes: string])[] => [
  ['IN (${name:sqlstring})', t('help.oneValueOrSeveral', 'one value of the variable or several')],
  ["'$name'", t('help.oneValue', 'one value')],
  [
    '$__conditionalAll(host IN (${host:sqlstring}), $host)',
    t('help.holdsWhileAll', 'the condition; always true while “All” is chosen'),
  ],
  [
    '$__filters',
    t(
      'help.adHocFilters',
      'the ad-hoc filters of the dashboard. The other kinds apply them by themselves; SQL without it is refused while there are any',
    ),
  ],
];

const keys = (): readonly (readonly [keys: string, does: string])[] => [
  ['Ctrl+Enter', t('help.runsTheQueryInThe', 'runs the query, in the SQL and in the Sigma editor')],
  [
    'Ctrl+Space',
    t(
      'help.completesTablesColumnsFunctionsMacros',
      'completes tables, columns, functions, macros, variables; within quotes, values of the column',
    ),
  ],
  ['F8', t('help.goesToTheNextPlace', 'goes to the next place that is marked as wrong')],
];

export interface CheatSheetProps {
  readonly onExample: (model: QueryModel) => void;
}

export function CheatSheet({ onExample }: CheatSheetProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.sheet}>
      <h4>{t('help.examples', 'Examples')}</h4>
      <ul className={styles.examples}>
        {examples().map(({ title, model }) => (
          <li key={title}>
            <Button size="sm" variant="secondary" fill="text" onClick={() => onExample(model)}>
              {title}
            </Button>
          </li>
        ))}
      </ul>
      <h4>{t('help.kinds', 'Kinds')}</h4>
      <Definitions rows={kinds()} />
      <h4>{t('help.macros', 'Macros')}</h4>
      <p>
        {t(
          'help.theyAreReplacedOutsideStrings',
          'They are replaced outside strings and comments. “?” stands for a value that goes beside the SQL.',
        )}
      </p>
      <MacroTable macros={MACROS} />
      <h4>{t('help.altinityMacros', 'Macros of the Altinity plugin')}</h4>
      <p>{t('help.theyMeanEvents', 'They mean the table events and its column ts.')}</p>
      <MacroTable macros={ALTINITY_MACROS} />
      <h4>{t('help.variablesAndAdHocFilters', 'Variables and ad-hoc filters')}</h4>
      <Definitions rows={variables()} />
      <h4>{t('help.keys', 'Keys')}</h4>
      <Definitions rows={keys()} />
    </div>
  );
}

/** Help as Explore shows it. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<HuntboardQuery>): React.ReactElement {
  return <CheatSheet onExample={(model) => onClickExample({ refId: 'A', ...model })} />;
}

/** `$__from` -> `from`; those of other plugins, without the underscores: `$from` -> `otherFrom`. */
const wordsOf = (name: string): string =>
  name.startsWith('$__') ? name.slice(3) : `other${name.slice(1, 2).toUpperCase()}${name.slice(2)}`;

function MacroTable({ macros }: { readonly macros: Readonly<Record<string, Macro>> }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('help.macro', 'Macro')}</th>
          <th scope="col">{t('help.becomes', 'Becomes')}</th>
          <th scope="col">{t('help.for', 'For')}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(macros).map(([name, { args, becomes, doc }]) => (
          <tr key={name}>
            <td>
              <code>{args.length === 0 ? name : `${name}(${args.join(', ')})`}</code>
            </td>
            <td>
              <code>{becomes}</code>
            </td>
            <td>{t(`macros.${wordsOf(name)}`, doc)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Definitions({ rows }: { readonly rows: readonly (readonly [string, string])[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {rows.map(([name, text]) => (
        <React.Fragment key={name}>
          <dt>{/[$(]/.test(name) ? <code>{name}</code> : name}</dt>
          <dd>{text}</dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sheet: css({ '& h4': { marginTop: theme.spacing(2) } }),
  examples: css({ listStyle: 'none' }),
  list: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    '& dd': { margin: 0 },
  }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    '& td, & th': {
      padding: theme.spacing(0.5, 1, 0.5, 0),
      verticalAlign: 'top',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    '& code': { overflowWrap: 'anywhere', whiteSpace: 'normal' },
  }),
});
