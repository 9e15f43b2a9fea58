// An exception from an alert: narrow by default, shown beforehand what it would have hidden in 30 days.
import React, { useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Alert, Button, Checkbox, Field, Input, Modal, TextArea, useStyles2 } from '@grafana/ui';
import type { AlertDetail, ExceptionPreview, Me } from '@huntboard/actions';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import { inWords } from '../model/alert';
import { HOW, HOW_NAMES, longestDays, offeredConditions, toScope } from '../model/exception-draft';
import type { Condition, How } from '../model/exception-draft';

export interface ExceptionDialogProps {
  readonly client: TriageClient;
  readonly detail: AlertDetail;
  readonly me: Me | null;
  readonly timeZone: string;
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

const DAY = 86_400_000;
const PREVIEW_DAYS = 30;

export function ExceptionDialog({
  client,
  detail,
  me,
  timeZone,
  onDone,
  onCancel,
}: ExceptionDialogProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [conditions, setConditions] = useState(() => offeredConditions(detail));
  const [owner, setOwner] = useState(me?.login ?? '');
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('30');
  const [preview, setPreview] = useState<{ readonly of: string; readonly found: ExceptionPreview } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const scope = toScope(detail.alert.ruleId, conditions);
  const scopeKey = JSON.stringify(scope);
  const [key] = useState(newKey);

  // What it would have hidden, a moment after the last change.
  useEffect(() => {
    if (scopeKey === 'null') return;
    let current = true;
    const timer = setTimeout(() => {
      client
        .previewException(JSON.parse(scopeKey) as NonNullable<typeof scope>, PREVIEW_DAYS)
        .then((found) => {
          if (!current) return;
          setPreview({ of: scopeKey, found });
          setProblem(null);
        })
        .catch((error: unknown) => {
          if (current) setProblem(error instanceof Error ? error.message : String(error));
        });
    }, 400);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, scopeKey]);

  const change = (index: number, part: Partial<Condition>): void =>
    setConditions((old) => old.map((condition, at) => (at === index ? { ...condition, ...part } : condition)));
  const life = Number(days);
  const longest = longestDays(me);
  const lifeFits = Number.isInteger(life) && life >= 1 && life <= longest;
  const shown = preview?.of === scopeKey ? preview.found : null;
  const ready = scope !== null && shown !== null && owner.trim() !== '' && reason.trim() !== '' && lifeFits && !busy;

  const create = (): void => {
    if (!ready || scope === null) return;
    setBusy(true);
    client
      .createException({ key, action: 'create', ...scope, owner, reason, expires: Date.now() + life * DAY })
      .then(({ inForce }) =>
        onDone(inForce ? 'The exception is in force.' : 'The exception is stored; detection takes it up shortly.'),
      )
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Modal title={`Exception for ${detail.alert.rule}`} isOpen onDismiss={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          create();
        }}
      >
        <p className={styles.quiet}>
          No alert is raised where all of these hold. The fewer hosts and files it fits, the safer it is.
        </p>
        {conditions.map((condition, index) => (
          <div key={`${condition.field}${index}`} className={styles.condition}>
            <Checkbox
              aria-label={`Use ${condition.field}`}
              value={condition.used}
              onChange={(event) => change(index, { used: event.currentTarget.checked })}
            />
            <span className={styles.field}>{condition.field}</span>
            <select
              className={styles.how}
              aria-label={`How ${condition.field} must fit`}
              value={condition.how}
              onChange={(event) => change(index, { how: event.currentTarget.value as How })}
            >
              {HOW.map((how) => (
                <option key={how} value={how}>
                  {HOW_NAMES[how]}
                </option>
              ))}
            </select>
            <Input
              aria-label={`Value of ${condition.field}`}
              value={condition.value}
              onChange={(event) => change(index, { value: event.currentTarget.value, used: true })}
            />
          </div>
        ))}
        <div className={styles.preview} data-testid="exception-preview" aria-live="polite">
          {scope === null ? (
            'Choose at least one condition.'
          ) : shown === null ? (
            'Looking what it would have hidden…'
          ) : (
            <PreviewText found={shown} timeZone={timeZone} />
          )}
        </div>
        <div className={styles.pair}>
          <Field label="Owner" description="Who answers for it.">
            <Input aria-label="Owner" value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
          </Field>
          <Field label="Days" description={`Then it ends; at most ${longest}.`} invalid={!lifeFits}>
            <Input
              aria-label="Days"
              type="number"
              min={1}
              max={longest}
              value={days}
              onChange={(event) => setDays(event.currentTarget.value)}
            />
          </Field>
        </div>
        <Field label="Reason" description="Why this is harmless.">
          <TextArea
            aria-label="Reason"
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
        {problem !== null && <Alert severity="error" title={problem} />}
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready}>
            Create exception
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

function PreviewText({
  found,
  timeZone,
}: {
  readonly found: ExceptionPreview;
  readonly timeZone: string;
}): React.ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <>
      <strong>{`In ${found.days} days it would have hidden ${found.hiddenAlerts} of ${found.alerts} alerts (${found.hiddenHits} of ${found.hits} hits).`}</strong>
      {found.hiddenTruePositives > 0 && (
        <Alert severity="warning" title={`${found.hiddenTruePositives} of them were true positives: think again.`} />
      )}
      <ul className={styles.samples}>
        {found.samples.slice(0, 5).map((sample) => (
          <li key={sample.id}>
            {`${dateTimeFormat(sample.ts, { timeZone, format: 'MMM DD HH:mm' })} ${sample.host} ${sample.user} ${sample.disposition === '' ? '' : inWords(sample.disposition).toLowerCase()}`}
          </li>
        ))}
      </ul>
      <span
        className={styles.quiet}
      >{`Judged by events since ${dateTimeFormat(found.since, { timeZone, format: 'YYYY-MM-DD' })}.`}</span>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  condition: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(0.5) }),
  field: css({ flex: '0 0 140px', overflowWrap: 'anywhere' }),
  how: css({
    height: 32,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.components.input.text,
  }),
  preview: css({
    margin: theme.spacing(1, 0, 2, 0),
    padding: theme.spacing(1),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
  }),
  samples: css({ margin: theme.spacing(0.5, 0, 0.5, 2), fontSize: theme.typography.bodySmall.fontSize }),
  pair: css({ display: 'grid', gridTemplateColumns: '1fr 120px', gap: theme.spacing(2) }),
  quiet: css({ color: theme.colors.text.secondary }),
});
