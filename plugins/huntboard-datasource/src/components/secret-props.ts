// What a secret input needs: whether a value is saved, the one that is typed, and how to forget it.
import type { SyntheticEvent } from 'react';
import type { ConfigEditorProps } from './ConfigEditor';
import type { HuntboardSecrets } from '../settings';

export interface SecretProps {
  readonly isConfigured: boolean;
  readonly value: string;
  readonly onReset: () => void;
  readonly onChange: (event: SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
}

/** Properties of the input of one secret. Grafana never gives a saved one back: it can be typed anew, or forgotten. */
export function secretProps(
  { options, onOptionsChange }: ConfigEditorProps,
  name: keyof HuntboardSecrets & string,
): SecretProps {
  const { secureJsonFields, secureJsonData } = options;
  return {
    isConfigured: secureJsonFields?.[name] === true,
    value: secureJsonData?.[name] ?? '',
    onReset: () =>
      onOptionsChange({
        ...options,
        secureJsonFields: { ...secureJsonFields, [name]: false },
        secureJsonData: { ...secureJsonData, [name]: '' },
      }),
    onChange: (event) =>
      onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, [name]: event.currentTarget.value } }),
  };
}
