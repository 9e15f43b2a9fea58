// Closing with a reason, reopening, commenting, assigning: what an action needs to be told.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, Modal, RadioButtonGroup, TextArea, useStyles2 } from '@grafana/ui';
import { DISPOSITIONS, MAX_COMMENT } from '@huntboard/actions';
import type { Disposition, Me } from '@huntboard/actions';
import type { Deed } from '../data/use-actions';
import { DISPOSITION_HINTS, DISPOSITION_NAMES } from '../model/alert';
import type { AlertRow } from '../model/alert';

export type DialogKind = 'close' | 'reopen' | 'comment' | 'assign';

export interface ActionDialogProps {
  readonly kind: DialogKind;
  readonly targets: readonly AlertRow[];
  readonly me: Me | null;
  readonly onDo: (deed: Deed) => void;
  readonly onCancel: () => void;
}

const VERBS: Readonly<Record<DialogKind, string>> = {
  close: 'Close',
  reopen: 'Reopen',
  comment: 'Comment',
  assign: 'Assign',
};

/** Said often enough to be offered; a person still may write something else. */
const REASONS: Readonly<Record<Disposition, readonly string[]>> = {
  true_positive: ['Contained: host isolated', 'Account disabled, sessions ended', 'Part of a known incident'],
  benign_true_positive: ['Planned work of an administrator', 'Authorised test', 'Known software of ours'],
  false_positive: ['Rule too wide: exception made', 'Rule too wide: to be tuned', 'Known noise of a product'],
  undetermined: ['Evidence is gone', 'User did not answer', 'No second sign within the day'],
};

export function ActionDialog({ kind, targets, me, onDo, onCancel }: ActionDialogProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [disposition, setDisposition] = useState<Disposition>('false_positive');
  const [comment, setComment] = useState('');
  const [assignee, setAssignee] = useState('');
  const [tried, setTried] = useState(false);
  const needs = kind !== 'assign';
  const missing = needs && comment.trim() === '';
  const count = targets.length;

  const go = (): void => {
    setTried(true);
    if (missing) return;
    switch (kind) {
      case 'close':
        return onDo({ action: 'close', disposition, comment });
      case 'assign':
        return onDo({ action: 'assign', assignee: assignee.trim(), ...(comment === '' ? {} : { comment }) });
      default:
        return onDo({ action: kind, comment });
    }
  };
  return (
    <Modal
      title={`${VERBS[kind]} ${count === 1 ? 'the alert' : `${count.toLocaleString()} alerts`}`}
      isOpen
      onDismiss={onCancel}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            go();
          }
        }}
      >
        <p className={styles.about}>
          {count === 1 ? `${targets[0]?.rule ?? ''} on ${targets[0]?.host || 'no host'}` : rules(targets)}
        </p>
        {kind === 'close' && (
          <Field label="Disposition" description={DISPOSITION_HINTS[disposition]}>
            <RadioButtonGroup
              aria-label="Disposition"
              value={disposition}
              onChange={setDisposition}
              options={DISPOSITIONS.map((value) => ({ value, label: DISPOSITION_NAMES[value] }))}
            />
          </Field>
        )}
        {kind === 'assign' && (
          <Field label="To" description="A login; empty: nobody any more.">
            <>
              <Input
                autoFocus
                aria-label="Assignee"
                list="huntboard-triage-people"
                value={assignee}
                onChange={(event) => setAssignee(event.currentTarget.value)}
              />
              <datalist id="huntboard-triage-people">
                {(me?.people ?? []).map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          </Field>
        )}
        <Field
          label={kind === 'close' ? 'Reason' : kind === 'assign' ? 'Comment' : 'Comment'}
          description={kind === 'close' ? 'Why. Whoever meets this alert next reads it.' : ''}
          invalid={tried && missing}
          error={tried && missing ? 'Say why' : ''}
        >
          <TextArea
            autoFocus={kind !== 'assign'}
            aria-label={kind === 'close' ? 'Reason' : 'Comment'}
            rows={3}
            maxLength={MAX_COMMENT}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        </Field>
        {kind === 'close' && (
          <div className={styles.reasons}>
            {REASONS[disposition].map((reason) => (
              <Button
                key={reason}
                type="button"
                size="sm"
                variant="secondary"
                fill="outline"
                onClick={() => setComment(reason)}
              >
                {reason}
              </Button>
            ))}
          </div>
        )}
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit">{VERBS[kind]}</Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

function rules(targets: readonly AlertRow[]): string {
  const names = [...new Set(targets.map(({ rule }) => rule))];
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  about: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  reasons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginBottom: theme.spacing(2) }),
});
