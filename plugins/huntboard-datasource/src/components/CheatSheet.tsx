// Help in the editor: kinds of queries, macros with what they become, variables, keys; examples to start from.
import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, QueryEditorHelpProps } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { MACROS } from '@huntboard/query';
import { emptyModel } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import type { QueryModel } from '../query-models';

interface Example {
  readonly title: string;
  readonly model: QueryModel;
}

const example = (title: string, model: object): Example => ({ title, model: model as QueryModel });

/** Hunts to begin with, one of each kind. */
export const EXAMPLES: readonly Example[] = [
  example('PowerShell with an encoded command', {
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
  example('Logons a minute, by host', { ...emptyModel('timeseries'), categories: ['auth'], groupBy: ['host'] }),
  example('Programs that only one host runs, new in this time', {
    ...emptyModel('rarity'),
    maxHosts: 1,
    newOnly: true,
  }),
  example('A document starts a program that connects out', {
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
  example('Alerts by level over time', { ...emptyModel('alerts'), format: 'histogram' }),
  example('SQL over time, by user', {
    ...emptyModel('sql'),
    format: 'timeseries',
    sql: "SELECT $__timeInterval(ts) AS time, User, count() AS events\nFROM events\nWHERE $__timeFilter(ts) AND $__filters AND User != ''\nGROUP BY time, User\nORDER BY time\nLIMIT 5000",
  }),
];

const KINDS: readonly (readonly [name: string, asks: string])[] = [
  ['Events', 'events by time, category, host, text and filters: table, log lines or their number'],
  ['Time series', 'a measure of events over time, by up to three fields: for graphs and alert rules'],
  ['Rarity', 'values that few hosts have, and values that are new'],
  ['Sequence', 'A, then B, then C within a time by the same host, user or process'],
  ['Lineage', 'processes with their ancestors and descendants, for the lineage panel'],
  ['Alerts', 'the queue of alerts with their state, or their number'],
  ['Sigma', 'the hits of a Sigma rule, or of a correlation, that you paste'],
  ['SQL', 'whatever you write; the macros below hold the time range and the filters of the dashboard'],
];

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl+Enter', 'runs the query, in the SQL and in the Sigma editor'],
  ['Ctrl+Space', 'completes tables, columns, functions, macros, variables; within quotes, values of the column'],
  ['F8', 'goes to the next place that is marked as wrong'],
];

export interface CheatSheetProps {
  readonly onExample: (model: QueryModel) => void;
}

export function CheatSheet({ onExample }: CheatSheetProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.sheet}>
      <h4>Examples</h4>
      <ul className={styles.examples}>
        {EXAMPLES.map(({ title, model }) => (
          <li key={title}>
            <Button size="sm" variant="secondary" fill="text" onClick={() => onExample(model)}>
              {title}
            </Button>
          </li>
        ))}
      </ul>
      <h4>Kinds</h4>
      <Definitions rows={KINDS} />
      <h4>Macros</h4>
      <p>They are replaced outside strings and comments. “?” stands for a value that goes beside the SQL.</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Macro</th>
            <th scope="col">Becomes</th>
            <th scope="col">For</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(MACROS).map(([name, { args, becomes, doc }]) => (
            <tr key={name}>
              <td>
                <code>{args.length === 0 ? name : `${name}(${args.join(', ')})`}</code>
              </td>
              <td>
                <code>{becomes}</code>
              </td>
              <td>{doc}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h4>Variables and ad-hoc filters</h4>
      <p>
        <code>{'IN (${name:sqlstring})'}</code> takes one value or several; <code>{"'$name'"}</code> one.{' '}
        <code>{'$__conditionalAll(host IN (${host:sqlstring}), $host)'}</code> holds always while “All” is chosen. In
        the other kinds a variable stands where a value stands. Ad-hoc filters apply to every kind; in SQL they stand
        where <code>$__filters</code> stands, and SQL without it is refused while there are any.
      </p>
      <h4>Keys</h4>
      <Definitions rows={KEYS} />
    </div>
  );
}

/** Help as Explore shows it. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<HuntboardQuery>): React.ReactElement {
  return <CheatSheet onExample={(model) => onClickExample({ refId: 'A', ...model })} />;
}

function Definitions({ rows }: { readonly rows: readonly (readonly [string, string])[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {rows.map(([name, text]) => (
        <React.Fragment key={name}>
          <dt>{name}</dt>
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
