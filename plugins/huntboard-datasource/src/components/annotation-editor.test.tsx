// The editor of annotations: alerts, first times or SQL, and what each choice asks.
import React, { useState } from 'react';
import { fireEvent, render, screen } from '@testing-library/react';
import { defaultAnnotation } from '../annotations/default-annotation';
import type { HuntboardQuery } from '../huntboard-query';
import { compileQuery } from '../query-kinds';
import { AnnotationEditor } from './AnnotationEditor';
import { compileFor, datasource } from './testing/mount-editor';

function mount(first: HuntboardQuery): { last: () => HuntboardQuery } {
  let saved = first;
  function Holder(): React.ReactElement {
    const [query, setQuery] = useState(first);
    const change = (next: HuntboardQuery): void => {
      saved = next;
      setQuery(next);
    };
    return <AnnotationEditor datasource={datasource} query={query} onChange={change} onRunQuery={() => undefined} />;
  }
  render(<Holder />);
  return { last: () => saved };
}

const compiled = (query: HuntboardQuery): string => {
  const result = compileQuery(query, compileFor);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.statements[0].text;
};

describe('the editor of annotations', () => {
  it('marks alerts at first, and keeps the hosts when first times are chosen', () => {
    const { last } = mount({ ...defaultAnnotation, hosts: ['ws-1'] } as HuntboardQuery);
    expect(screen.getByRole('radio', { name: 'Alerts', checked: true })).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'First seen' }));
    expect(last()).toMatchObject({ kind: 'annotations', from: 'seen', seenKind: 'image', hosts: ['ws-1'] });
    expect(compiled(last())).toContain('FROM seen');
  });

  it('asks where a value must be new, and of which field of events', () => {
    const { last } = mount({ ...defaultAnnotation, from: 'seen', filters: [{ field: 'value', operator: '=', value: 'x' }] } as HuntboardQuery); // prettier-ignore
    fireEvent.click(screen.getByRole('radio', { name: 'On the host' }));
    expect(last()).toMatchObject({ from: 'seen', firstOn: 'host' });
    expect(screen.getByRole('combobox', { name: 'Kind of value' })).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'Events' }));
    expect(last()).toMatchObject({ from: 'events', field: 'User', firstOn: 'host', filters: [] });
    expect(screen.getByRole('combobox', { name: 'Field' })).toBeTruthy();
    expect(compiled(last())).toContain('FROM events');
  });

  it('starts with SQL that has the columns of annotations', () => {
    const { last } = mount(defaultAnnotation);
    fireEvent.click(screen.getByRole('radio', { name: 'SQL' }));
    expect(last()).toMatchObject({ kind: 'sql', format: 'annotations' });
    expect(compiled(last())).toMatch(/AS time.*AS title.*AS text.*AS tags/s);
  });
});
