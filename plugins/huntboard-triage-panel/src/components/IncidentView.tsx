// An incident as a case: what is in it, what is to be done, what happened; and its export.
import React, { useCallback, useEffect, useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Alert, Button, IconButton, Input, LinkButton, TextArea, useStyles2 } from '@grafana/ui';
import { SEVERITIES } from '@huntboard/actions';
import type { IncidentDetail, IncidentRequestInput, Severity } from '@huntboard/actions';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import { asLevel, inWords } from '../model/alert';
import { LevelMark } from './LevelMark';
import { Facts, Section } from './Section';

export interface IncidentViewProps {
  readonly client: TriageClient;
  readonly id: string;
  readonly login: string;
  readonly mayTriage: boolean;
  readonly timeZone: string;
  readonly onClose: () => void;
  readonly onOpenAlert: (id: string) => void;
}

/** An incident request without its key. */
type Change = IncidentRequestInput extends infer R ? (R extends unknown ? Omit<R, 'key'> : never) : never;

export function IncidentView(props: IncidentViewProps): React.ReactElement {
  const { client, id, login, mayTriage, timeZone } = props;
  const styles = useStyles2(getStyles);
  const [detail, setDetail] = useState<IncidentDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [task, setTask] = useState('');
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
      <div className={styles.head}>
        {incident !== undefined && <LevelMark level={asLevel(incident.severity)} />}
        <h3 className={styles.title}>{incident?.title ?? 'Incident'}</h3>
        <IconButton name="times" aria-label="Close the incident view" tooltip="Back (Esc)" onClick={props.onClose} />
      </div>
      {problem !== null && <Alert severity="error" title={problem} />}
      {detail !== null && incident !== undefined && (
        <>
          <Facts
            facts={[
              ['Status', `${incident.status}, opened ${time(incident.openedAt)} by ${incident.openedBy}`],
              ['Owner', incident.owner === '' ? 'nobody' : incident.owner],
              [
                'Severity',
                <select
                  key="severity"
                  aria-label="Severity"
                  className={styles.select}
                  disabled={!mayTriage}
                  value={incident.severity}
                  onChange={(event) =>
                    void change({
                      action: 'set_severity',
                      incident: id,
                      ...expect,
                      severity: event.currentTarget.value as Severity,
                    })
                  }
                >
                  {SEVERITIES.map((severity) => (
                    <option key={severity}>{severity}</option>
                  ))}
                </select>,
              ],
            ]}
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
          <Section title={`Tasks (${incident.tasksOpen} open)`}>
            <ul className={styles.list}>
              {detail.tasks.map((one) => (
                <li key={one.id}>
                  <label className={cx(one.done && styles.doneTask)}>
                    <input
                      type="checkbox"
                      checked={one.done}
                      disabled={!mayTriage}
                      onChange={() =>
                        void change({ action: one.done ? 'reopen_task' : 'finish_task', incident: id, task: one.id })
                      }
                    />{' '}
                    {one.title}
                    {one.assignee !== '' && <span className={styles.quiet}>{` (${one.assignee})`}</span>}
                  </label>
                </li>
              ))}
            </ul>
            {mayTriage && (
              <form
                className={styles.add}
                onSubmit={(event) => {
                  event.preventDefault();
                  if (task.trim() === '') return;
                  void change({ action: 'add_task', incident: id, title: task, assignee: '' }).then(() => setTask(''));
                }}
              >
                <Input
                  aria-label="New task"
                  placeholder="New task"
                  value={task}
                  onChange={(event) => setTask(event.currentTarget.value)}
                />
                <Button size="sm" type="submit" variant="secondary">
                  Add
                </Button>
              </form>
            )}
          </Section>
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
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(0.5) }),
  title: css({ flex: 1, margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  actions: css({ display: 'flex', gap: theme.spacing(0.5), marginTop: theme.spacing(1) }),
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: '2px 0' }),
  link: css({ padding: 0, border: 0, background: 'none', color: theme.colors.text.link, textAlign: 'left' }),
  quiet: css({ color: theme.colors.text.secondary }),
  doneTask: css({ color: theme.colors.text.secondary, textDecoration: 'line-through' }),
  add: css({ display: 'flex', gap: theme.spacing(0.5), marginTop: theme.spacing(0.5) }),
  entry: css({ padding: '2px 0', overflowWrap: 'anywhere' }),
  comment: css({ paddingLeft: 8, borderLeft: `2px solid ${theme.colors.border.medium}`, whiteSpace: 'pre-wrap' }),
  select: css({
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.components.input.text,
  }),
});
