// The datasource's settings: where the store is, who asks, how the connection is secured, how much a query may take.
import React from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Field, FieldSet, Input, SecretInput, SecretTextArea, Switch } from '@grafana/ui';
import { defaultSettings } from '../settings';
import type { HuntboardSecrets, HuntboardSettings, Limits } from '../settings';
import { AccessFields } from './AccessFields';
import { HeaderFields } from './HeaderFields';
import { NumberInput } from './NumberInput';
import { secretProps } from './secret-props';

export type ConfigEditorProps = DataSourcePluginOptionsEditorProps<HuntboardSettings, HuntboardSecrets>;

/** What is wrong with a URL, in words; undefined when it will do. */
export function urlProblem(url: string): string | undefined {
  if (url.trim() === '') return t('config.neededTheHttpAddressOf', 'Needed: the HTTP address of ClickHouse.');
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return t('config.thisIsNoUrlWrite', 'This is no URL. Write it as http://host:8123 or https://host:8443.');
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return t('config.useHttpOrHttpsThe', 'Use http:// or https://: the native port (9000) is not spoken here.');
  if (parsed.port === '9000' || parsed.port === '9440')
    return t(
      'config.port9000And9440Are',
      'Port 9000 and 9440 are the native protocol. HTTP is 8123, HTTPS 8443 by default.',
    );
  if (parsed.username !== '' || parsed.password !== '')
    return t('config.putUserAndPasswordInto', 'Put user and password into their own fields: the URL is not secret.');
  return undefined;
}

const width = 48;
const megabyte = 1024 * 1024;

export function ConfigEditor(props: ConfigEditorProps): React.ReactElement {
  const { options, onOptionsChange } = props;
  const { jsonData, secureJsonFields } = options;
  const problem = urlProblem(options.url);
  const isHttps = options.url.startsWith('https:');
  const setJson = (change: Partial<HuntboardSettings>): void =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const setLimits = (change: Limits): void => setJson({ limits: { ...jsonData.limits, ...change } });
  /** Switches a use of secrets on or off; off, the secrets go too: the backend uses what it is given. */
  const setTls = (
    change: Partial<HuntboardSettings>,
    secrets: readonly (keyof HuntboardSecrets)[],
    on: boolean,
  ): void => {
    const cleared = on ? [] : secrets;
    onOptionsChange({
      ...options,
      jsonData: { ...jsonData, ...change },
      secureJsonFields: { ...secureJsonFields, ...Object.fromEntries(cleared.map((name) => [name, false])) },
      secureJsonData: { ...options.secureJsonData, ...Object.fromEntries(cleared.map((name) => [name, ''])) },
    });
  };
  const secret = (name: keyof HuntboardSecrets & string) => secretProps(props, name);

  return (
    <>
      <FieldSet label={t('config.connection', 'Connection')}>
        <Field
          label="URL"
          required
          description={t(
            'config.httpAddressOfClickhouseOr',
            'HTTP address of ClickHouse, or of Huntboard’s embedded store',
          )}
          invalid={options.url !== '' && problem !== undefined}
          error={problem}
        >
          <Input
            id="huntboard-url"
            aria-label="URL"
            width={width}
            value={options.url}
            placeholder="http://127.0.0.1:8123"
            onChange={(event) => onOptionsChange({ ...options, url: event.currentTarget.value.trim() })}
          />
        </Field>
        <Field
          label={t('config.defaultDatabase', 'Default database')}
          description={t('config.whereTablesAreLookedFor', 'Where tables are looked for that are named without one')}
        >
          <Input
            aria-label={t('config.defaultDatabase', 'Default database')}
            width={width}
            value={jsonData.defaultDatabase ?? ''}
            placeholder={defaultSettings.defaultDatabase}
            onChange={(event) => setJson({ defaultDatabase: event.currentTarget.value.trim() })}
          />
        </Field>
      </FieldSet>
      <FieldSet label={t('config.credentials', 'Credentials')}>
        <Field
          label={t('config.user', 'User')}
          description={t(
            'config.aUserThatCanOnly',
            'A user that can only read. Huntboard makes one: see credentials.json, “reader”',
          )}
        >
          <Input
            aria-label={t('config.user', 'User')}
            width={width}
            value={options.user}
            placeholder="reader"
            autoComplete="off"
            onChange={(event) => onOptionsChange({ ...options, user: event.currentTarget.value })}
          />
        </Field>
        <Field label={t('config.password', 'Password')}>
          <SecretInput
            aria-label={t('config.password', 'Password')}
            width={width}
            autoComplete="new-password"
            {...secret('password')}
          />
        </Field>
        {options.user === 'default' && (
          <Alert severity="warning" title={t('config.defaultCanUsuallyWrite', '“default” can usually write')}>
            {t(
              'config.everybodyWhoMayQueryThis',
              'Everybody who may query this data source could change data. Use a user that only reads.',
            )}
          </Alert>
        )}
      </FieldSet>
      <FieldSet label="TLS">
        {!isHttps && options.url !== '' && (
          <p>{t('config.theseSettingsCountForHttps', 'These settings count for https:// addresses.')}</p>
        )}
        <Field
          label={t('config.skipVerification', 'Skip verification')}
          description={t(
            'config.acceptAnyCertificateForTests',
            'Accept any certificate. For tests only: whoever sits in between can read and change everything',
          )}
        >
          <Switch
            aria-label={t('config.skipVerification', 'Skip verification')}
            value={jsonData.tlsSkipVerify === true}
            onChange={(event) => setJson({ tlsSkipVerify: event.currentTarget.checked })}
          />
        </Field>
        <Field
          label={t('config.ownCertificateAuthority', 'Own certificate authority')}
          description={t(
            'config.checkTheServerAgainstThis',
            'Check the server against this certificate instead of the system’s authorities',
          )}
        >
          <Switch
            aria-label={t('config.ownCertificateAuthority', 'Own certificate authority')}
            value={jsonData.tlsAuthWithCACert === true}
            onChange={({ currentTarget: { checked } }) =>
              setTls({ tlsAuthWithCACert: checked }, ['tlsCACert'], checked)
            }
          />
        </Field>
        {jsonData.tlsAuthWithCACert === true && (
          <Field label={t('config.caCertificate', 'CA certificate')}>
            <SecretTextArea
              aria-label={t('config.caCertificate', 'CA certificate')}
              cols={60}
              rows={5}
              placeholder="-----BEGIN CERTIFICATE-----"
              {...secret('tlsCACert')}
            />
          </Field>
        )}
        <Field
          label={t('config.clientCertificate', 'Client certificate')}
          description={t('config.showACertificateToThe', 'Show a certificate to the server')}
        >
          <Switch
            aria-label={t('config.clientCertificate', 'Client certificate')}
            value={jsonData.tlsAuth === true}
            onChange={({ currentTarget: { checked } }) =>
              setTls({ tlsAuth: checked }, ['tlsClientCert', 'tlsClientKey'], checked)
            }
          />
        </Field>
        {jsonData.tlsAuth === true && (
          <>
            <Field label={t('config.clientCertificatePem', 'Client certificate (PEM)')}>
              <SecretTextArea
                aria-label={t('config.clientCertificatePem', 'Client certificate (PEM)')}
                cols={60}
                rows={5}
                placeholder="-----BEGIN CERTIFICATE-----"
                {...secret('tlsClientCert')}
              />
            </Field>
            <Field label={t('config.clientKeyPem', 'Client key (PEM)')}>
              <SecretTextArea
                aria-label={t('config.clientKeyPem', 'Client key (PEM)')}
                cols={60}
                rows={5}
                placeholder="-----BEGIN PRIVATE KEY-----"
                {...secret('tlsClientKey')}
              />
            </Field>
          </>
        )}
      </FieldSet>
      <FieldSet label={t('config.customHeaders', 'Custom headers')}>
        <HeaderFields {...props} />
      </FieldSet>
      <AccessFields {...props} />
      <FieldSet label={t('config.limits', 'Limits')}>
        <Field
          label={t('config.mostRows', 'Most rows')}
          description={t('config.aLongerAnswerIsCut', 'A longer answer is cut, and says so')}
        >
          <NumberInput
            label={t('config.mostRows', 'Most rows')}
            min={1}
            max={5_000_000}
            value={jsonData.limits?.maxRows ?? defaultSettings.maxRows}
            onChange={(maxRows) => setLimits({ maxRows })}
          />
        </Field>
        <Field
          label={t('config.mostData', 'Most data')}
          description={t('config.anAnswerWithMoreThan', 'An answer with more than this is refused')}
        >
          <NumberInput
            label={t('config.mostData', 'Most data')}
            min={1}
            max={4096}
            suffix="MB"
            value={Math.round((jsonData.limits?.maxBytes ?? defaultSettings.maxBytes) / megabyte)}
            onChange={(megabytes) => setLimits({ maxBytes: megabytes * megabyte })}
          />
        </Field>
        <Field
          label={t('config.timeLimit', 'Time limit')}
          description={t('config.aQueryIsGivenUp', 'A query is given up after so long')}
        >
          <NumberInput
            label={t('config.timeLimit', 'Time limit')}
            min={1}
            max={3600}
            suffix="s"
            value={jsonData.limits?.timeoutSeconds ?? defaultSettings.timeoutSeconds}
            onChange={(timeoutSeconds) => setLimits({ timeoutSeconds })}
          />
        </Field>
      </FieldSet>
    </>
  );
}
