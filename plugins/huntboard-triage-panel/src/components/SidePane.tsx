// Beside the queue: the open alert, or an incident.
import React from 'react';
import type { Me } from '@huntboard/actions';
import type { OpenAlert } from '../data/use-alert-detail';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import type { Notice } from '../data/use-actions';
import type { AlertRow } from '../model/alert';
import type { KeyCommand } from '../model/key-command';
import type { SlaPolicy } from '../model/sla';
import { AlertDetail } from './AlertDetail';
import { IncidentView } from './IncidentView';

export interface SidePaneProps {
  readonly client: TriageClient;
  readonly uid: string;
  readonly me: Me | null;
  readonly mayTriage: boolean;
  readonly busy: boolean;
  readonly incident: string | null;
  readonly row: AlertRow | undefined;
  readonly detail: OpenAlert;
  readonly policy: SlaPolicy;
  readonly now: number;
  readonly timeZone: string;
  readonly onCommand: (command: KeyCommand) => void;
  readonly onOpen: (id: string, windowStart?: number) => void;
  readonly onIncident: (id: string | null) => void;
  readonly say: (text: string, tone: Notice['tone']) => void;
}

export function SidePane(props: SidePaneProps): React.ReactElement {
  const { client, incident, mayTriage, timeZone } = props;
  if (incident !== null)
    return (
      <IncidentView
        client={client}
        id={incident}
        login={props.me?.login ?? ''}
        people={props.me?.people ?? []}
        mayTriage={mayTriage}
        timeZone={timeZone}
        onClose={() => props.onIncident(null)}
        onOpenAlert={(id) => props.onOpen(id)}
      />
    );
  const pin = (of: string, event: string): void => {
    client
      .actOnIncident({ key: newKey(), action: 'pin_event', incident: of, event })
      .then(() => props.say('The event is pinned to the timeline of the incident.', 'done'))
      .catch((error: unknown) => props.say(error instanceof Error ? error.message : String(error), 'failed'));
  };
  return (
    <AlertDetail
      uid={props.uid}
      row={props.row}
      detail={props.detail.detail}
      problem={props.detail.problem}
      mayTriage={mayTriage && !props.busy}
      policy={props.policy}
      now={props.now}
      timeZone={timeZone}
      exportUrl={client.exportUrl}
      onCommand={props.onCommand}
      onOpen={props.onOpen}
      onIncident={props.onIncident}
      onPin={pin}
    />
  );
}
