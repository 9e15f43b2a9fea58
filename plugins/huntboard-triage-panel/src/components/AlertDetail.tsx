// Everything about the open alert: what fired and why, where it comes from, what others did, and what to do.
import React, { useEffect, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { dateTimeFormat } from '@grafana/data';
import { Alert, Button, ClipboardButton, IconButton, LinkButton, useStyles2 } from '@grafana/ui';
import type { AlertDetail as Detail, AlertState } from '@huntboard/actions';
import { STATUS_NAMES, DISPOSITION_NAMES, asLevel } from '../model/alert';
import type { AlertRow } from '../model/alert';
import { tactics, techniques, techniqueUrl } from '../model/attack';
import { keyCommand } from '../model/key-command';
import type { KeyCommand } from '../model/key-command';
import { hostHref, pivotsOf, userHref } from '../model/links';
import type { SlaPolicy } from '../model/sla';
import { ClockCell } from './ClockCell';
import { GuidedQuestions } from './GuidedQuestions';
import { HistoryList } from './HistoryList';
import { LevelMark } from './LevelMark';
import { MatchedEvent } from './MatchedEvent';
import { RelatedAlerts } from './RelatedAlerts';
import { Facts, Section } from './Section';
import { SmallLineage } from './SmallLineage';

export interface AlertDetailProps {
  readonly uid: string;
  /** As the queue knows it; absent when it was opened by a link and is not in the queue. */
  readonly row: AlertRow | undefined;
  readonly detail: Detail | null;
  readonly problem: string | null;
  readonly mayTriage: boolean;
  readonly policy: SlaPolicy;
  readonly now: number;
  readonly timeZone: string;
  readonly exportUrl: (incident: string) => string;
  readonly onCommand: (command: KeyCommand) => void;
  readonly onOpen: (id: string, windowStart: number) => void;
  readonly onIncident: (id: string) => void;
  /** Pins an event to an incident. */
  readonly onPin: (incident: string, event: string) => void;
}

/** A whole state in words: `Closed: false positive, anna`. */
const stateText = ({ status, disposition, assignee }: AlertState): string =>
  `${STATUS_NAMES[status]}${disposition === '' ? '' : `: ${DISPOSITION_NAMES[disposition].toLowerCase()}`}${assignee === '' ? '' : `, ${assignee}`}`;

export function AlertDetail(props: AlertDetailProps): React.ReactElement {
  const { row, detail, problem, timeZone, onCommand } = props;
  const styles = useStyles2(getStyles);
  const root = useRef<HTMLElement>(null);
  const id = detail?.alert.id ?? row?.alertId ?? '';
  useEffect(() => {
    if (root.current !== null) root.current.scrollTop = 0;
  }, [id]);
  const state: AlertState | undefined = row ?? detail?.state;
  const level = asLevel(row?.level ?? detail?.alert.level);
  const raisedAt = row?.raisedAt ?? detail?.alert.raisedAt ?? 0;
  const time = (at: number): string => dateTimeFormat(at, { timeZone, format: 'YYYY-MM-DD HH:mm:ss' });
  return (
    <section
      ref={root}
      className={styles.detail}
      aria-label="Alert"
      tabIndex={-1}
      onKeyDown={(event) => {
        // Letters act here as in the queue; what is typed into a field or meant for a button stays there.
        const inField = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
        const command = inField ? null : keyCommand(event);
        const native =
          event.key === 'Enter' ||
          event.key.startsWith('Arrow') ||
          event.key.startsWith('Page') ||
          event.key === 'Home' ||
          event.key === 'End';
        if (command === null || native) return;
        event.preventDefault();
        event.stopPropagation();
        event.nativeEvent.stopImmediatePropagation();
        onCommand(command);
      }}
    >
      <div className={styles.head}>
        <LevelMark level={level} />
        <h3 className={styles.title}>{detail?.alert.rule ?? row?.rule ?? 'Alert'}</h3>
        <IconButton name="times" tooltip="Close (Esc)" aria-label="Close the alert" onClick={() => onCommand('back')} />
      </div>
      <div className={styles.state}>
        {state !== undefined && <span data-testid="triage-state">{stateText(state)}</span>}
        {state !== undefined && (
          <ClockCell
            row={{ level, status: state.status, raisedAt }}
            policy={props.policy}
            now={props.now}
            timeZone={timeZone}
          />
        )}
      </div>
      <ActionRow state={state} mayTriage={props.mayTriage} onCommand={onCommand} />
      {problem !== null && <Alert severity="error" title={problem} />}
      {detail === null && problem === null && <p className={styles.quiet}>Loading…</p>}
      {detail !== null && (
        <>
          <p className={styles.summary}>{detail.alert.summary}</p>
          <MatchedEvent
            alert={detail.alert}
            onPin={
              detail.incident !== undefined && props.mayTriage
                ? (event) => props.onPin(detail.incident?.id ?? '', event)
                : undefined
            }
          />
          <SmallLineage uid={props.uid} alert={detail.alert} />
          <GuidedQuestions key={detail.alert.id} uid={props.uid} detail={detail} timeZone={timeZone} />
          <Section title="Evidence">
            <Facts
              facts={[
                ['First event', time(detail.alert.ts)],
                ['Last event', time(detail.alert.lastTs)],
                ['Hits', detail.alert.count.toLocaleString()],
                ['Raised', `${time(detail.alert.raisedAt)} (received ${time(detail.alert.receivedAt)})`],
                ['Process', detail.alert.image === '' ? '–' : `${detail.alert.image} (${detail.alert.processId})`],
                ['Tactics', tactics(detail.alert.tags).join(', ') || '–'],
                ['Techniques', <Techniques key="t" tags={detail.alert.tags} />],
                [
                  'Events',
                  <ClipboardButton
                    key="copy"
                    size="sm"
                    variant="secondary"
                    fill="text"
                    icon="copy"
                    getText={() => detail.alert.events.join('\n')}
                  >
                    {`${detail.alert.events.length} ${detail.alert.events.length === 1 ? 'id' : 'ids'}`}
                  </ClipboardButton>,
                ],
              ]}
            />
          </Section>
          <RelatedAlerts detail={detail} timeZone={timeZone} onOpen={props.onOpen} />
          <Section title="Host and user">
            <Facts
              facts={[
                [
                  'Host',
                  detail.alert.host === '' ? (
                    '–'
                  ) : (
                    <>
                      <a className={styles.link} href={hostHref(detail.alert.host, detail.alert.ts)}>
                        {detail.alert.host}
                      </a>
                      {`: ${detail.host.openAlerts} open alerts, ${detail.host.alerts30d} in 30 days, ${detail.host.events24h.toLocaleString()} events in 24 h`}
                      {detail.host.firstSeen > 0 && `, known since ${time(detail.host.firstSeen).slice(0, 10)}`}
                    </>
                  ),
                ],
                [
                  'User',
                  detail.alert.user === '' ? (
                    '–'
                  ) : (
                    <>
                      <a className={styles.link} href={userHref(detail.alert.user, detail.alert.ts)}>
                        {detail.alert.user}
                      </a>
                      {`: ${detail.user.openAlerts} open alerts, ${detail.user.alerts30d} in 30 days`}
                      {detail.user.hosts.length > 0 && `, on ${detail.user.hosts.slice(0, 8).join(', ')}`}
                    </>
                  ),
                ],
                [
                  'Incident',
                  detail.incident === undefined ? (
                    'none'
                  ) : (
                    <>
                      <button
                        type="button"
                        className={styles.linkButton}
                        onClick={() => props.onIncident(detail.incident?.id ?? '')}
                      >
                        {detail.incident.title}
                      </button>
                      {` (${detail.incident.status}, ${detail.incident.alerts} alerts)`}
                    </>
                  ),
                ],
                [
                  'Exceptions',
                  detail.exceptions.length === 0
                    ? 'none for this rule'
                    : detail.exceptions.map(({ reason, owner, state: is }) => `${reason} (${owner}, ${is})`).join('; '),
                ],
              ]}
            />
          </Section>
          <Section title="Go on">
            <div className={styles.pivots}>
              {pivotsOf(detail).map(({ title, href }) => (
                <LinkButton key={title} size="sm" variant="secondary" fill="outline" href={href}>
                  {title}
                </LinkButton>
              ))}
            </div>
          </Section>
          <Section title="History">
            <HistoryList history={detail.history} timeZone={timeZone} />
          </Section>
        </>
      )}
    </section>
  );
}

function Techniques({ tags }: { readonly tags: readonly string[] }): React.ReactElement {
  const styles = useStyles2(getStyles);
  const found = techniques(tags);
  return (
    <>
      {found.length === 0
        ? '–'
        : found.map((technique) => (
            <a
              key={technique}
              className={styles.technique}
              href={techniqueUrl(technique)}
              target="_blank"
              rel="noreferrer"
            >
              {technique}
            </a>
          ))}
    </>
  );
}

interface ActionRowProps {
  readonly state: AlertState | undefined;
  readonly mayTriage: boolean;
  readonly onCommand: (command: KeyCommand) => void;
}

function ActionRow({ state, mayTriage, onCommand }: ActionRowProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const status = state?.status;
  const button = (command: KeyCommand, label: string, key: string, able: boolean): React.ReactElement => (
    <Button
      size="sm"
      variant="secondary"
      disabled={!mayTriage || !able}
      tooltip={`${label} (${key})`}
      onClick={() => onCommand(command)}
    >
      {label}
    </Button>
  );
  return (
    <div className={styles.actions} role="group" aria-label="Actions">
      {button('acknowledge', 'Acknowledge', 'a', status === 'new')}
      {button('progress', 'In progress', 'p', status === 'new' || status === 'acknowledged')}
      {status === 'closed' ? button('reopen', 'Reopen…', 'r', true) : button('close', 'Close…', 'c', true)}
      {button('assignMe', 'To me', 'm', true)}
      {button('assign', 'Assign…', 'M', true)}
      {button('comment', 'Comment…', 'n', true)}
      {button('exception', 'Exception…', 'e', true)}
      {button('incident', 'Incident…', 'i', true)}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({
    height: '100%',
    overflowY: 'auto',
    padding: theme.spacing(0.5, 1.5, 2, 1.5),
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    outline: 'none',
  }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ flex: 1, margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  state: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 24,
    color: theme.colors.text.secondary,
  }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginTop: theme.spacing(0.5) }),
  summary: css({ margin: theme.spacing(1, 0, 0, 0), overflowWrap: 'anywhere' }),
  quiet: css({ color: theme.colors.text.secondary }),
  link: css({ color: theme.colors.text.link, textDecoration: 'underline' }),
  linkButton: css({ padding: 0, border: 0, background: 'none', color: theme.colors.text.link }),
  technique: css({ marginRight: 8, color: theme.colors.text.link }),
  pivots: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
});
