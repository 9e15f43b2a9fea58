// A whole number within bounds; what is no number leaves the value as it was.
import React, { useEffect, useState } from 'react';
import { Input } from '@grafana/ui';

export interface NumberInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly suffix?: string;
  readonly onChange: (value: number) => void;
}

export function NumberInput({ label, value, min, max, suffix, onChange }: NumberInputProps): React.ReactElement {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const done = (): void => {
    const number = Math.round(Number(text));
    if (text.trim() === '' || Number.isNaN(number)) setText(String(value));
    else {
      const fitting = Math.min(Math.max(number, min), max);
      setText(String(fitting));
      if (fitting !== value) onChange(fitting);
    }
  };
  return (
    <Input
      aria-label={label}
      type="number"
      width={14}
      min={min}
      max={max}
      suffix={suffix}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}
