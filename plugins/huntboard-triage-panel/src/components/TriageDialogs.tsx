// The dialogs of the queue: which one stands open, and what is said when it is done.
import React from 'react';
import type { AlertDetail, Me } from '@huntboard/actions';
import type { Deed } from '../data/use-actions';
import type { TriageClient } from '../data/triage-client';
import type { AlertRow } from '../model/alert';
import type { HandoverNumbers } from '../model/handover';
import { ActionDialog } from './ActionDialog';
import type { DialogKind } from './ActionDialog';
import { ExceptionDialog } from './ExceptionDialog';
import { HandoverDialog } from './HandoverDialog';
import { HelpDialog } from './HelpDialog';
import { IncidentDialog } from './IncidentDialog';
import { SaveDialog } from './SaveDialog';

export type Dialog =
  | { readonly kind: DialogKind | 'incident'; readonly targets: readonly AlertRow[] }
  | { readonly kind: 'exception' | 'help' | 'save' | 'handover' };

export interface TriageDialogsProps {
  readonly dialog: Dialog;
  readonly client: TriageClient;
  readonly me: Me | null;
  /** The open alert, from which an exception is made. */
  readonly detail: AlertDetail | null;
  readonly timeZone: string;
  readonly askHandover: () => Promise<HandoverNumbers>;
  readonly onDo: (deed: Deed) => void;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
  /** Something was done that is told in these words; what is shown may have changed. */
  readonly onDone: (text: string, changed: 'alert' | 'alert and queue' | 'nothing') => void;
}

export function TriageDialogs(props: TriageDialogsProps): React.ReactElement | null {
  const { dialog, client, me, detail, timeZone, onClose, onDone } = props;
  switch (dialog.kind) {
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'save':
      return <SaveDialog onSave={props.onSave} onCancel={onClose} />;
    case 'handover':
      return (
        <HandoverDialog
          client={client}
          askNumbers={props.askHandover}
          onCancel={onClose}
          onDone={(text) => onDone(text, 'nothing')}
        />
      );
    case 'exception':
      return detail === null ? null : (
        <ExceptionDialog
          client={client}
          detail={detail}
          me={me}
          timeZone={timeZone}
          onCancel={onClose}
          onDone={(text) => onDone(text, 'alert')}
        />
      );
    case 'incident':
      return (
        <IncidentDialog
          client={client}
          targets={dialog.targets}
          onCancel={onClose}
          onDone={(text) => onDone(text, 'alert and queue')}
        />
      );
    default:
      return <ActionDialog kind={dialog.kind} targets={dialog.targets} me={me} onDo={props.onDo} onCancel={onClose} />;
  }
}
