// All cases with their pictures; each leads to the live panel.
import React from 'react';
import type { CaseMaker } from '../case';

export function CaseList({ cases }: { readonly cases: Readonly<Record<string, CaseMaker>> }): React.ReactElement {
  return (
    <main
      style={{ padding: 24, display: 'grid', gap: 24, gridTemplateColumns: 'repeat(auto-fill, minmax(380px, 1fr))' }}
    >
      {Object.keys(cases).map((name) => (
        <a key={name} href={`?case=${name}`} style={{ display: 'block' }}>
          <div style={{ marginBottom: 6 }}>{name}</div>
          <img src={`/pictures/${name}.png`} alt="" loading="lazy" style={{ width: '100%' }} />
        </a>
      ))}
    </main>
  );
}
