// What a query will read, in one line; its SQL and the plan of the store on demand.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Button, ClipboardButton, Drawer, Icon, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { costInWords } from '../cost-in-words';
import type { HuntboardDataSource } from '../datasource';
import { toEpoch } from '../epoch-range';
import type { Explanation } from '../explanation';
import { formatSql } from '../format-sql';
import type { QueryModel } from '../query-models';
import { useExplanation } from './use-explanation';

export interface CostLineProps {
  readonly datasource: HuntboardDataSource;
  readonly model: QueryModel;
  readonly range: TimeRange | undefined;
  readonly explanation: Explanation | undefined;
}

export function CostLine({ datasource, model, range, explanation }: CostLineProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const { error } = explanation ?? {};
  return (
    <div className={styles.line}>
      {error !== undefined ? (
        <span role="status" className={styles.error}>
          <Icon name="exclamation-circle" size="sm" /> {error.message}
        </span>
      ) : (
        <span role="status" data-testid="query-cost">
          {explanation === undefined ? '' : costInWords(explanation)}
        </span>
      )}
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        icon="info-circle"
        tooltip={t('cost.theSqlWhatItReads', 'The SQL, what it reads of each table, and the plan of ClickHouse')}
        onClick={() => setOpen(true)}
      >
        {t('cost.explain', 'Explain')}
      </Button>
      {isOpen && <ExplainDrawer datasource={datasource} model={model} range={range} onClose={() => setOpen(false)} />}
    </div>
  );
}

/** The line for a kind that has no other use for the explanation. */
export function QueryCost(props: Omit<CostLineProps, 'explanation'>): React.ReactElement {
  const explanation = useExplanation(props.datasource, props.model, props.range);
  return <CostLine {...props} explanation={explanation} />;
}

interface ExplainDrawerProps extends Omit<CostLineProps, 'explanation'> {
  readonly onClose: () => void;
}

function ExplainDrawer({ datasource, model, range, onClose }: ExplainDrawerProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [answer, setAnswer] = useState<Explanation | string | null>(null);
  React.useEffect(() => {
    let isGone = false;
    void loadExplanation(datasource, model, range).then((found) => isGone || setAnswer(found));
    return () => {
      isGone = true;
    };
  }, [datasource, model, range]);
  return (
    <Drawer title={t('cost.whatThisQueryAsks', 'What this query asks')} onClose={onClose} size="md">
      {answer === null && <LoadingPlaceholder text={t('cost.askingClickhouse', 'Asking ClickHouse…')} />}
      {typeof answer === 'string' && <Alert severity="error" title={answer} />}
      {answer !== null && typeof answer !== 'string' && (
        <>
          {answer.error !== undefined && <Alert severity="error" title={answer.error.message} />}
          {answer.statements.map(({ name, sql, tables, plan }, index) => (
            <section key={index} className={styles.statement}>
              {(name !== '' || answer.statements.length > 1) && (
                <h5>{name === '' ? t('cost.statement', 'Statement {{number}}', { number: index + 1 }) : name}</h5>
              )}
              <p>{costInWords({ statements: [{ name, sql, tables, plan }] })}</p>
              <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => sql}>
                {t('cost.copySql', 'Copy SQL')}
              </ClipboardButton>
              <pre>{sql}</pre>
              {plan !== '' && (
                <>
                  <h6>{t('cost.plan', 'Plan')}</h6>
                  <pre>{plan}</pre>
                </>
              )}
            </section>
          ))}
        </>
      )}
    </Drawer>
  );
}

/** The explanation with the plan, its SQL laid out; why there is none, as text. */
async function loadExplanation(
  datasource: HuntboardDataSource,
  model: QueryModel,
  range: TimeRange | undefined,
): Promise<Explanation | string> {
  try {
    const found = await datasource.explain({ refId: 'A', ...model }, toEpoch(range), true);
    const statements = await Promise.all(
      found.statements.map(async (statement) => ({ ...statement, sql: await formatSql(statement.sql) })),
    );
    return { ...found, statements };
  } catch {
    return t('cost.theDataSourceDoesNot', 'The data source does not answer.');
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    minHeight: theme.spacing(3),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    '& > :first-child': { overflowWrap: 'anywhere' },
  }),
  error: css({ color: theme.colors.error.text }),
  statement: css({
    marginBottom: theme.spacing(3),
    '& pre': { marginTop: theme.spacing(1), whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  }),
});
