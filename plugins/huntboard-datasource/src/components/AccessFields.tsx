// Settings of who may what: where actions go, what ClickHouse is told about who asks, which rows a user sees.
import React, { useState } from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, Input, SecretInput, Switch, TextArea } from '@grafana/ui';
import type { RowFilterSetting } from '../settings';
import type { ConfigEditorProps } from './ConfigEditor';
import { secretProps } from './secret-props';

const width = 48;
const example = '[{ "roles": ["Viewer"], "filters": [{ "field": "host", "operator": "!=", "value": "hr-01" }] }, { "roles": ["Editor", "Admin"] }]'; // prettier-ignore

/** Row filters as they are written: the list, or what is wrong in words. The backend checks fields and operators. */
export function readRowFilters(text: string): readonly RowFilterSetting[] | string {
  if (text.trim() === '') return [];
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return `${t('config.thisIsNoJson', 'This is no JSON:')} ${error instanceof Error ? error.message : String(error)}`;
  }
  const isEntry = (entry: unknown): entry is RowFilterSetting =>
    typeof entry === 'object' && entry !== null && ('users' in entry || 'roles' in entry);
  if (!Array.isArray(read) || !read.every(isEntry))
    return t('config.aListIsNeeded', 'A list is needed, each entry with users or roles.');
  return read;
}

export function AccessFields(props: ConfigEditorProps): React.ReactElement {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const { forwardUser, rowFilters = [] } = jsonData;
  const [text, setText] = useState(rowFilters.length === 0 ? '' : JSON.stringify(rowFilters, undefined, 2));
  const filters = readRowFilters(text);
  const setJson = (change: Partial<typeof jsonData>): void =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  return (
    <>
      <FieldSet label={t('config.actions', 'Actions')}>
        <Field
          label={t('config.addressOfTheIngestService', 'Address of the ingest service')}
          description={t(
            'config.whereTriageIncidentsAndExceptions',
            'Where triage, incidents and exceptions go. Without it the panels only read',
          )}
        >
          <Input
            aria-label={t('config.addressOfTheIngestService', 'Address of the ingest service')}
            width={width}
            placeholder="http://127.0.0.1:8088"
            value={jsonData.controlUrl ?? ''}
            onChange={(event) => setJson({ controlUrl: event.currentTarget.value.trim() })}
          />
        </Field>
        <Field
          label={t('config.controlToken', 'Control token')}
          description={t('config.oneOfTheServiceS', 'One of the service’s HUNTBOARD_CONTROL_TOKENS')}
        >
          <SecretInput
            aria-label={t('config.controlToken', 'Control token')}
            width={width}
            autoComplete="new-password"
            {...secretProps(props, 'controlToken')}
          />
        </Field>
      </FieldSet>
      <FieldSet label={t('config.whoAsks', 'Who asks')}>
        <Field
          label={t('config.quotaByUser', 'Quota by user')}
          description={t(
            'config.clickhouseCountsItsQuotasBy',
            'ClickHouse counts its quotas by Grafana login (the request’s quota key)',
          )}
        >
          <Switch
            aria-label={t('config.quotaByUser', 'Quota by user')}
            value={forwardUser?.quotaKey === true}
            onChange={(event) => setJson({ forwardUser: { ...forwardUser, quotaKey: event.currentTarget.checked } })}
          />
        </Field>
        <Field
          label={t('config.userAsSettings', 'User as settings')}
          description={t(
            'config.loginAndRoleAsSql',
            'Login and role as SQL_grafana_* settings, for ClickHouse’s row policies; the server must allow the prefix',
          )}
        >
          <Switch
            aria-label={t('config.userAsSettings', 'User as settings')}
            value={forwardUser?.settings === true}
            onChange={(event) => setJson({ forwardUser: { ...forwardUser, settings: event.currentTarget.checked } })}
          />
        </Field>
        <Field
          label={t('config.rowFilters', 'Row filters')}
          description={t(
            'config.whoSeesWhichRowsThe',
            'Who sees which rows; the first entry that names the user or the role counts. Empty: everybody sees everything',
          )}
          invalid={typeof filters === 'string'}
          error={typeof filters === 'string' ? filters : undefined}
        >
          <TextArea
            aria-label={t('config.rowFilters', 'Row filters')}
            cols={60}
            rows={6}
            placeholder={example}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              const read = readRowFilters(event.currentTarget.value);
              if (typeof read !== 'string') setJson({ rowFilters: read });
            }}
          />
        </Field>
      </FieldSet>
    </>
  );
}
