// Beside the queue: the open alert, or an incident.
import React from 'react';
import type { Me } from '@huntboard/actions';
import type { OpenAlert } from '../data/use-alert-detail';
import type { TriageClient } from '../data/triage-client';
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
}

export function SidePane(props: SidePaneProps): React.ReactElement {
  const { client, incident, mayTriage, timeZone } = props;
  if (incident !== null)
    return (
      <IncidentView
        client={client}
        id={incident}
        login={props.me?.login ?? ''}
        mayTriage={mayTriage}
        timeZone={timeZone}
        onClose={() => props.onIncident(null)}
        onOpenAlert={(id) => props.onOpen(id)}
      />
    );
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
    />
  );
}
