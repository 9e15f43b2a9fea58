// Puts alerts into an incident: one that is open, or a new one.
import React, { useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, Input, Modal, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { SEVERITIES } from '@huntboard/actions';
import type { Incident, Severity } from '@huntboard/actions';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import type { AlertRow } from '../model/alert';

export interface IncidentDialogProps {
  readonly client: TriageClient;
  readonly targets: readonly AlertRow[];
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

const worst = (rows: readonly AlertRow[]): Severity =>
  SEVERITIES.find((severity) => rows.some(({ level }) => level === severity)) ?? 'medium';

/** A title that says what and where, to be bettered by a person. */
const titleOf = (rows: readonly AlertRow[]): string => {
  const hosts = [...new Set(rows.map(({ host }) => host).filter((host) => host !== ''))];
  const what = rows.length === 1 ? (rows[0]?.rule ?? 'Incident') : `${rows.length} alerts`;
  return `${what}${hosts.length === 0 ? '' : ` on ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' and others' : ''}`}`.slice(
    0,
    200,
  );
};

export function IncidentDialog({ client, targets, onDone, onCancel }: IncidentDialogProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [incidents, setIncidents] = useState<readonly Incident[] | null>(null);
  const [chosen, setChosen] = useState('');
  const [title, setTitle] = useState(() => titleOf(targets));
  const [severity, setSeverity] = useState(() => worst(targets));
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  useEffect(() => {
    client
      .incidents()
      .then(setIncidents)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, [client]);

  const go = (): void => {
    const alerts = targets.map(({ alertId }) => alertId);
    setBusy(true);
    client
      .actOnIncident(
        chosen === ''
          ? { key, action: 'open', title, severity, alerts }
          : { key, action: 'add_alerts', incident: chosen, alerts },
      )
      .then(({ refused }) => {
        const rest = refused.length === 0 ? '' : ` ${refused.length} not: ${refused[0]?.message ?? ''}.`;
        const name = chosen === '' ? title : (incidents?.find(({ id }) => id === chosen)?.title ?? '');
        onDone(`${targets.length - refused.length} in the incident “${name}”.${rest}`);
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      title={`Incident for ${targets.length === 1 ? 'the alert' : `${targets.length} alerts`}`}
      isOpen
      onDismiss={onCancel}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          go();
        }}
      >
        <fieldset className={styles.list}>
          <legend className={styles.legend}>Into</legend>
          <label className={styles.choice}>
            <input autoFocus type="radio" name="incident" checked={chosen === ''} onChange={() => setChosen('')} /> a
            new incident
          </label>
          {incidents?.map((incident) => (
            <label key={incident.id} className={styles.choice}>
              <input
                type="radio"
                name="incident"
                checked={chosen === incident.id}
                onChange={() => setChosen(incident.id)}
              />{' '}
              {`${incident.title} (${incident.severity}, ${incident.alerts} alerts${incident.owner === '' ? '' : `, ${incident.owner}`})`}
            </label>
          ))}
        </fieldset>
        {chosen === '' && (
          <>
            <Field label="Title">
              <Input
                aria-label="Title"
                value={title}
                maxLength={200}
                onChange={(event) => setTitle(event.currentTarget.value)}
              />
            </Field>
            <Field label="Severity">
              <RadioButtonGroup
                value={severity}
                onChange={setSeverity}
                options={SEVERITIES.map((value) => ({ value, label: value }))}
              />
            </Field>
          </>
        )}
        {problem !== null && <Alert severity="error" title={problem} />}
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={busy || (chosen === '' && title.trim() === '')}>
            {chosen === '' ? 'Open incident' : 'Add'}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ maxHeight: 220, overflow: 'auto', marginBottom: theme.spacing(2) }),
  legend: css({ fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  choice: css({ display: 'block', padding: '3px 0', overflowWrap: 'anywhere' }),
});
