// Where a page of children begins: after the last one that is there already, named by its start and its GUID.
import React, { useEffect, useState } from 'react';
import { t } from '@grafana/i18n';
import { InlineField } from '@grafana/ui';
import type { LineageQuery } from '@huntboard/query';
import { TextInput } from './TextInput';

export interface LineagePageProps {
  readonly query: LineageQuery;
  readonly onChange: (query: LineageQuery) => void;
}

/** Counts once both are given: half a place is none. */
export function LineagePage({ query, onChange }: LineagePageProps): React.ReactElement {
  const [start, setStart] = useState(String(query.after?.start ?? ''));
  const [id, setId] = useState(query.after?.id ?? '');
  useEffect(() => {
    if (query.after === null) return;
    setStart(String(query.after.start));
    setId(query.after.id);
  }, [query.after]);
  const change = (next: { readonly start: string; readonly id: string }): void => {
    setStart(next.start);
    setId(next.id);
    const after = next.start === '' || next.id === '' ? null : next;
    if (after !== null || query.after !== null) onChange({ ...query, after });
  };
  return (
    <>
      <InlineField
        label={t('lineage.after', 'After')}
        labelWidth={11}
        tooltip={t(
          'lineage.beginsAfterTheLastChild',
          'Begins after the last child that is there already: its start, as the answer gives it. Empty begins at the first.',
        )}
      >
        <TextInput
          label={t('lineage.startOfTheLastChild', 'Start of the last child')}
          width={28}
          placeholder="2026-01-31 12:00:00.000"
          value={start}
          onChange={(value) => change({ start: value.trim(), id })}
        />
      </InlineField>
      <InlineField label={t('lineage.and', 'and')} tooltip={t('lineage.theGuidOfThatChild', 'The GUID of that child')}>
        <TextInput
          label={t('lineage.guidOfTheLastChild', 'GUID of the last child')}
          width={42}
          placeholder="GUID"
          value={id}
          onChange={(value) => change({ start, id: value.trim() })}
        />
      </InlineField>
    </>
  );
}
