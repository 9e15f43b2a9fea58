// A note for the next shift, into the journal: what only people know; the numbers are on Analyst's day.
import React, { useEffect, useRef, useState } from 'react';
import { Alert, Button, Field, Modal, TextArea } from '@grafana/ui';
import { MAX_COMMENT } from '@huntboard/actions';
import { newKey } from '../data/triage-client';
import type { TriageClient } from '../data/triage-client';
import { handoverDraft } from '../model/handover';
import type { HandoverNumbers } from '../model/handover';

export interface HandoverDialogProps {
  readonly client: TriageClient;
  /** What the store knows already, to begin with. */
  readonly askNumbers: () => Promise<HandoverNumbers>;
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

export function HandoverDialog({ client, askNumbers, onDone, onCancel }: HandoverDialogProps): React.ReactElement {
  const [comment, setComment] = useState('');
  const [counting, setCounting] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const ask = useRef(askNumbers);
  useEffect(() => {
    let current = true;
    ask
      .current()
      // Who began to write already keeps what is written.
      .then((numbers) => current && setComment((old) => (old === '' ? handoverDraft(numbers) : old)))
      // The note can be written without the numbers.
      .catch((error: unknown) => current && setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => current && setCounting(false));
    return () => {
      current = false;
    };
  }, []);
  const save = (): void => {
    if (comment.trim() === '' || busy) return;
    setBusy(true);
    client
      .writeJournal({ key, kind: 'handover', title: 'Handover', comment })
      .then(() => onDone('The note is in the journal, for the next shift.'))
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Modal title="Handover" isOpen onDismiss={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          save();
        }}
      >
        <Field
          label="Note for the next shift"
          description="What is going on, who waits for whom, what to look at first."
        >
          <TextArea
            autoFocus
            aria-label="Note for the next shift"
            rows={8}
            maxLength={MAX_COMMENT}
            placeholder={counting ? 'Counting what is open…' : ''}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        </Field>
        {problem !== null && <Alert severity="error" title={problem} />}
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={busy || comment.trim() === ''}>
            Hand over
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}
