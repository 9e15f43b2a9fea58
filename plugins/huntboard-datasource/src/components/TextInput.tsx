// A text that counts when it is done: on Enter or when the field is left, not at every key.
import React, { useEffect, useState } from 'react';
import { Input } from '@grafana/ui';

export interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly width: number;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

export function TextInput({ label, value, width, placeholder, onChange }: TextInputProps): React.ReactElement {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const done = (): void => {
    if (text !== value) onChange(text);
  };
  return (
    <Input
      aria-label={label}
      value={text}
      width={width}
      placeholder={placeholder}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}
