// An incident as a case: what is in it, what is to be done, what happened; and its export.
import React, { useCallback, useEffect, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Alert, Button, IconButton, LinkButton, TextArea, useStyles2 } from '@grafana/ui';
import type { IncidentDetail, IncidentRequestInput } from '@huntboard/actions';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import { asLevel, inWords } from '../model/alert';
import { LevelMark } from './LevelMark';
import { IncidentFacts, IncidentTitle } from './IncidentFacts';
import { IncidentTasks } from './IncidentTasks';
import { Section } from './Section';

export interface IncidentViewProps {
  readonly client: TriageClient;
  readonly id: string;
  readonly login: string;
  readonly people: readonly string[];
  readonly mayTriage: boolean;
  readonly timeZone: string;
  readonly onClose: () => void;
  readonly onOpenAlert: (id: string) => void;
}

/** An incident request without its key. */
type Change = IncidentRequestInput extends infer R ? (R extends unknown ? Omit<R, 'key'> : never) : never;

export function IncidentView(props: IncidentViewProps): React.ReactElement {
  const { client, id, login, people, mayTriage, timeZone } = props;
  const styles = useStyles2(getStyles);
  const [detail, setDetail] = useState<IncidentDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [text, setText] = useState('');
  const load = useCallback(
    () =>
      client
        .incident(id)
        .then((found) => {
          setDetail(found);
          setProblem(null);
        })
        .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error))),
    [client, id],
  );
  useEffect(() => void load(), [load]);
  const change = (request: Change): Promise<void> =>
    client
      .actOnIncident({ ...request, key: newKey() } as IncidentRequestInput)
      .then(load)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  const time = (at: number): string => dateTimeFormat(at, { timeZone, format: 'MMM DD HH:mm:ss' });
  const incident = detail?.incident;
  const open = incident?.status === 'open';
  const expect = incident === undefined || incident.lastAction === '' ? {} : { expect: incident.lastAction };
  return (
    <section
      className={styles.view}
      aria-label="Incident"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <IncidentTitle
        incident={incident}
        mayTriage={mayTriage}
        onTitle={(title) => void change({ action: 'set_title', incident: id, ...expect, title })}
        onClose={props.onClose}
      />
      {problem !== null && <Alert severity="error" title={problem} />}
      {detail !== null && incident !== undefined && (
        <>
          <IncidentFacts
            incident={incident}
            people={people}
            mayTriage={mayTriage}
            time={time}
            onOwner={(owner) => void change({ action: 'set_owner', incident: id, ...expect, owner })}
            onSeverity={(severity) => void change({ action: 'set_severity', incident: id, ...expect, severity })}
          />
          <div className={styles.actions}>
            <Button
              size="sm"
              variant="secondary"
              disabled={!mayTriage || incident.owner === login}
              onClick={() => void change({ action: 'set_owner', incident: id, ...expect, owner: login })}
            >
              I take it
            </Button>
            <LinkButton size="sm" variant="secondary" icon="download-alt" href={client.exportUrl(id)} target="_blank">
              Export as HTML
            </LinkButton>
          </div>
          <Section title={`Alerts (${detail.members.length})`}>
            <ul className={styles.list}>
              {detail.members.slice(0, 100).map((member) => (
                <li key={member.id} className={styles.line}>
                  <LevelMark level={asLevel(member.level)} />
                  <button type="button" className={styles.link} onClick={() => props.onOpenAlert(member.id)}>
                    {`${member.rule} · ${member.host}`}
                  </button>
                  <span className={styles.quiet}>
                    {inWords(member.disposition === '' ? member.status : member.disposition)}
                  </span>
                  {mayTriage && (
                    <IconButton
                      name="minus-circle"
                      aria-label={`Take ${member.rule} out`}
                      tooltip="Does not belong here"
                      onClick={() => void change({ action: 'remove_alerts', incident: id, alerts: [member.id] })}
                    />
                  )}
                </li>
              ))}
            </ul>
          </Section>
          <IncidentTasks
            tasks={detail.tasks}
            people={people}
            mayTriage={mayTriage}
            onTick={(task) =>
              void change({ action: task.done ? 'reopen_task' : 'finish_task', incident: id, task: task.id })
            }
            onAdd={(title, assignee) => change({ action: 'add_task', incident: id, title, assignee })}
          />
          {mayTriage && (
            <Section title="Note">
              <TextArea
                aria-label="Note"
                rows={2}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              <div className={styles.actions}>
                <Button
                  size="sm"
                  variant="secondary"
                  disabled={text.trim() === ''}
                  onClick={() => void change({ action: 'note', incident: id, comment: text }).then(() => setText(''))}
                >
                  Add note
                </Button>
                <Button
                  size="sm"
                  variant="secondary"
                  disabled={text.trim() === ''}
                  tooltip="The note is the reason"
                  onClick={() =>
                    void change({ action: open ? 'close' : 'reopen', incident: id, ...expect, comment: text }).then(
                      () => setText(''),
                    )
                  }
                >
                  {open ? 'Close with this note' : 'Reopen with this note'}
                </Button>
              </div>
            </Section>
          )}
          <Section title="Timeline">
            <ol className={styles.list}>
              {detail.timeline.map((entry, index) => (
                <li key={`${entry.ts}${index}`} className={styles.entry}>
                  <span className={styles.quiet}>{time(entry.ts)}</span>{' '}
                  {entry.actor !== '' && <strong>{entry.actor} </strong>}
                  {entry.text}
                  {entry.host !== '' && <span className={styles.quiet}>{` · ${entry.host}`}</span>}
                  {entry.kind === 'event' && mayTriage && (
                    <IconButton
                      name="minus-circle"
                      size="sm"
                      aria-label={`Unpin ${entry.text}`}
                      tooltip="Unpin"
                      onClick={() => void change({ action: 'unpin_event', incident: id, event: entry.event })}
                    />
                  )}
                  {entry.comment !== '' && <div className={styles.comment}>{entry.comment}</div>}
                </li>
              ))}
            </ol>
          </Section>
        </>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({
    height: '100%',
    overflowY: 'auto',
    padding: theme.spacing(0.5, 1.5, 2, 1.5),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    outline: 'none',
  }),
  actions: css({ display: 'flex', gap: theme.spacing(0.5), marginTop: theme.spacing(1) }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: '2px 0' }),
  link: css({ padding: 0, border: 0, background: 'none', color: theme.colors.text.link, textAlign: 'left' }),
  quiet: css({ color: theme.colors.text.secondary }),
  entry: css({ padding: '2px 0', overflowWrap: 'anywhere' }),
  comment: css({ paddingLeft: 8, borderLeft: `2px solid ${theme.colors.border.medium}`, whiteSpace: 'pre-wrap' }),
});
