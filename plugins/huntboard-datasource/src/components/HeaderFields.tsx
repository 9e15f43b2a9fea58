// Headers that are sent with every request, as a proxy before ClickHouse may want them. Names are settings, values are secrets.
import React from 'react';
import { t } from '@grafana/i18n';
import { Button, Field, Input, SecretInput } from '@grafana/ui';
import type { ConfigEditorProps } from './ConfigEditor';
import { secretProps } from './secret-props';

const NAME = /^httpHeaderName(\d+)$/;

/** Numbers of the headers that are there, ascending: Grafana keeps header n as `httpHeaderName<n>` and `httpHeaderValue<n>`. */
function headerNumbers(jsonData: object): number[] {
  return Object.entries(jsonData)
    .flatMap(([key, value]) => (NAME.test(key) && value !== undefined ? [Number(NAME.exec(key)?.[1])] : []))
    .sort((a, b) => a - b);
}

export function HeaderFields(props: ConfigEditorProps): React.ReactElement {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const numbers = headerNumbers(jsonData);
  const setName = (n: number, name: string): void =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, [`httpHeaderName${n}`]: name } });
  const remove = (n: number): void => {
    const { [`httpHeaderName${n}` as const]: _name, ...rest } = jsonData;
    onOptionsChange({
      ...options,
      jsonData: rest,
      secureJsonFields: { ...options.secureJsonFields, [`httpHeaderValue${n}`]: false },
      secureJsonData: { ...options.secureJsonData, [`httpHeaderValue${n}`]: '' },
    });
  };
  return (
    <>
      {numbers.map((n, index) => (
        <div key={n} style={{ display: 'flex', gap: 8, alignItems: 'flex-start' }}>
          <Field label={t('config.headerNumber', 'Header {{number}}', { number: index + 1 })}>
            <Input
              aria-label={t('config.nameOfHeader', 'Name of header {{number}}', { number: index + 1 })}
              width={24}
              placeholder="X-Tenant"
              value={jsonData[`httpHeaderName${n}`] ?? ''}
              onChange={(event) => setName(n, event.currentTarget.value.trim())}
            />
          </Field>
          <Field label={t('config.value', 'Value')}>
            <SecretInput
              aria-label={t('config.valueOfHeader', 'Value of header {{number}}', { number: index + 1 })}
              width={32}
              {...secretProps(props, `httpHeaderValue${n}`)}
            />
          </Field>
          <Field label={' '}>
            <Button
              variant="secondary"
              icon="trash-alt"
              aria-label={t('config.removeHeader', 'Remove header {{number}}', { number: index + 1 })}
              onClick={() => remove(n)}
            />
          </Field>
        </div>
      ))}
      <Button variant="secondary" icon="plus" onClick={() => setName((numbers.at(-1) ?? 0) + 1, '')}>
        {t('config.addAHeader', 'Add a header')}
      </Button>
    </>
  );
}
