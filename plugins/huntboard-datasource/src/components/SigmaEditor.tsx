// A Sigma rule, pasted or written: what it is, what is wrong with it, where its hits are looked for.
import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Badge, Button, InlineField, InlineFieldRow, useStyles2 } from '@grafana/ui';
import type { BadgeColor } from '@grafana/ui';
import { readRuleText } from '@huntboard/sigma';
import type { Level, RuleProblem, RuleTextReading, SigmaQuery } from '@huntboard/sigma';
import type { HuntboardDataSource } from '../datasource';
import { CodeField } from './CodeField';
import type { CodeMark } from './CodeField';
import { CostLine } from './CostLine';
import { EventViewRow } from './EventViewRow';
import { ValuePicker } from './ValuePicker';
import { useExplanation } from './use-explanation';

export interface SigmaEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: SigmaQuery;
  readonly range: TimeRange | undefined;
  /** A change of the rule waits for Run; everything else runs at once. */
  readonly onChange: (query: SigmaQuery) => void;
  readonly onRun: () => void;
  readonly onChangeAndRun: (query: SigmaQuery) => void;
}

const EXAMPLE = `title: Encoded PowerShell
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\powershell.exe'
    CommandLine|contains: ' -enc'
  condition: selection
level: high
`;

const colors: Readonly<Record<Level, BadgeColor>> = {
  informational: 'darkgrey',
  low: 'blue',
  medium: 'orange',
  high: 'red',
  critical: 'purple',
};

const toMark = ({ position: { line, column }, message, code, severity }: RuleProblem): CodeMark => ({
  line,
  column,
  message: `${message} [${code}]`,
  severity: severity === 'warning' ? 'warning' : 'error',
});

export function SigmaEditor(props: SigmaEditorProps): React.ReactElement {
  const { datasource, query, range, onChange, onRun, onChangeAndRun } = props;
  const styles = useStyles2(getStyles);
  const reading = useMemo(() => (query.rule.trim() === '' ? null : readRuleText(query.rule)), [query.rule]);
  // A rule that is pasted for a hunt need not have what a collection asks of its rules.
  const problems = useMemo(
    () => (reading?.problems ?? []).filter(({ code }) => code !== 'sigma.convention'),
    [reading],
  );
  const marks = useMemo(() => problems.map(toMark), [problems]);
  const explanation = useExplanation(datasource, query, range);
  const isWrong = problems.some(({ severity }) => severity !== 'warning');
  return (
    <div>
      <CodeField
        value={query.rule}
        language="yaml"
        marks={marks}
        onChange={(rule) => onChange({ ...query, rule })}
        onRun={onRun}
      />
      <div className={styles.bar}>
        <Button
          size="sm"
          icon="play"
          variant="secondary"
          tooltip={t('sigma.ctrlEnterInTheEditor', 'Ctrl+Enter in the editor')}
          onClick={onRun}
        >
          {t('sigma.run', 'Run')}
        </Button>
        {reading === null ? (
          <>
            <span className={styles.hint}>
              {t('sigma.pasteASigmaRuleOr', 'Paste a Sigma rule, or several with their correlations.')}
            </span>
            <Button
              size="sm"
              variant="secondary"
              fill="text"
              onClick={() => onChangeAndRun({ ...query, rule: EXAMPLE })}
            >
              {t('sigma.example', 'Example')}
            </Button>
          </>
        ) : (
          <RuleSummary reading={reading} />
        )}
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      <InlineFieldRow>
        <InlineField label={t('sigma.host', 'Host')} labelWidth={11}>
          <ValuePicker
            label={t('sigma.host', 'Host')}
            datasource={datasource}
            table="events"
            field="host"
            values={query.hosts}
            range={range}
            onChange={(hosts) => onChangeAndRun({ ...query, hosts })}
          />
        </InlineField>
      </InlineFieldRow>
      <EventViewRow view={query} onChange={onChangeAndRun} />
      {!isWrong && <CostLine datasource={datasource} model={query} range={range} explanation={explanation} />}
    </div>
  );
}

function RuleSummary({ reading }: { readonly reading: RuleTextReading }): React.ReactElement {
  return (
    <>
      {reading.heads.map(({ title, level, position }) => (
        <span key={position.line} data-testid="sigma-title">
          {title} {level !== undefined && <Badge text={level} color={colors[level]} />}
        </span>
      ))}
    </>
  );
}

const words = (): Readonly<Record<RuleProblem['severity'], string>> => ({
  error: t('sigma.wrong', 'Wrong'),
  unsupported: t('sigma.cannotBeRun', 'Cannot be run'),
  warning: t('sigma.note', 'Note'),
});

function Problems({ problems }: { readonly problems: readonly RuleProblem[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  const names = words();
  return (
    <ul className={styles.problems} aria-label={t('sigma.problemsOfTheRule', 'Problems of the rule')}>
      {problems.map(({ severity, position: { line, column }, message, code }, index) => (
        <li key={index} className={severity === 'warning' ? undefined : styles.wrong}>
          {names[severity]}, {t('sigma.lineColumn', 'line {{line}}, column {{column}}', { line, column })}: {message}{' '}
          <code>{code}</code>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    margin: theme.spacing(0.5, 0),
  }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  problems: css({
    listStyle: 'none',
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  wrong: css({ color: theme.colors.error.text }),
});
