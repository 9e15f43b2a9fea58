// The panel as Grafana mounts it.
import React from 'react';
import type { PanelProps } from '@grafana/data';

export function LineagePanel({ data }: PanelProps): React.ReactElement {
  const frame = data.series[0];
  const names = frame?.fields.find((field) => field.name === 'name' || field.name === 'image')?.values ?? [];
  return (
    <ul>
      {names.map((name, index) => (
        <li key={index}>{String(name)}</li>
      ))}
    </ul>
  );
}
