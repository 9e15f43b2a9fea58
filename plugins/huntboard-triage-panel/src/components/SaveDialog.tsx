// A name for the filter that is to be kept.
import React, { useState } from 'react';
import { Button, Field, Input, Modal } from '@grafana/ui';

export interface SaveDialogProps {
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
}

export function SaveDialog({ onSave, onCancel }: SaveDialogProps): React.ReactElement {
  const [name, setName] = useState('');
  return (
    <Modal title="Keep this filter" isOpen onDismiss={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') onSave(name.trim().slice(0, 60));
        }}
      >
        <Field label="Name" description="Kept in this browser.">
          <Input autoFocus aria-label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            Keep
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}
