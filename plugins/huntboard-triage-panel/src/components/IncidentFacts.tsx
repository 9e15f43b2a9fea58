// The head of a case: its title, status, owner and severity, each changed where it stands.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, Input, useStyles2 } from '@grafana/ui';
import { SEVERITIES } from '@huntboard/actions';
import type { Incident, Severity } from '@huntboard/actions';
import { asLevel } from '../model/alert';
import { LevelMark } from './LevelMark';
import { Facts } from './Section';

export interface IncidentTitleProps {
  readonly incident: Incident | undefined;
  readonly mayTriage: boolean;
  readonly onTitle: (title: string) => void;
  readonly onClose: () => void;
}

export function IncidentTitle({ incident, mayTriage, onTitle, onClose }: IncidentTitleProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <div className={styles.head}>
      {incident !== undefined && <LevelMark level={asLevel(incident.severity)} />}
      {draft === null ? (
        <h3 className={styles.title}>{incident?.title ?? 'Incident'}</h3>
      ) : (
        <form
          className={styles.edit}
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.trim() !== '') onTitle(draft.trim());
            setDraft(null);
          }}
        >
          <Input
            autoFocus
            aria-label="Title"
            maxLength={200}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Button size="sm" type="submit" variant="secondary">
            Rename
          </Button>
        </form>
      )}
      {mayTriage && incident !== undefined && draft === null && (
        <IconButton name="pen" aria-label="Rename" tooltip="Rename" onClick={() => setDraft(incident.title)} />
      )}
      <IconButton name="times" aria-label="Close the incident view" tooltip="Back (Esc)" onClick={onClose} />
    </div>
  );
}

export interface IncidentFactsProps {
  readonly incident: Incident;
  readonly people: readonly string[];
  readonly mayTriage: boolean;
  readonly time: (at: number) => string;
  readonly onOwner: (owner: string) => void;
  readonly onSeverity: (severity: Severity) => void;
}

export function IncidentFacts(props: IncidentFactsProps): React.ReactElement {
  const { incident, people, mayTriage, time } = props;
  const styles = useStyles2(getStyles);
  const owners = [...new Set(['', incident.owner, ...people])];
  return (
    <Facts
      facts={[
        ['Status', `${incident.status}, opened ${time(incident.openedAt)} by ${incident.openedBy}`],
        [
          'Owner',
          <select
            key="owner"
            aria-label="Owner"
            className={styles.select}
            disabled={!mayTriage}
            value={incident.owner}
            onChange={(event) => props.onOwner(event.currentTarget.value)}
          >
            {owners.map((owner) => (
              <option key={owner} value={owner}>
                {owner === '' ? 'nobody' : owner}
              </option>
            ))}
          </select>,
        ],
        [
          'Severity',
          <select
            key="severity"
            aria-label="Severity"
            className={styles.select}
            disabled={!mayTriage}
            value={incident.severity}
            onChange={(event) => props.onSeverity(event.currentTarget.value as Severity)}
          >
            {SEVERITIES.map((severity) => (
              <option key={severity}>{severity}</option>
            ))}
          </select>,
        ],
      ]}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(0.5) }),
  title: css({ flex: 1, margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  edit: css({ flex: 1, display: 'flex', gap: theme.spacing(0.5) }),
  select: css({
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.components.input.text,
  }),
});
