// Filters and groups of them, as they are edited and as the model holds them.
import { fireEvent, screen } from '@testing-library/react';
import type { Filter } from '@huntboard/query';
import type { HuntboardQuery } from '../huntboard-query';
import { fitValue } from './FilterParts';
import { closeRoot, openRoot } from './FilterRows';
import { events, mountEditor } from './testing/mount-editor';

describe('groups of filters', () => {
  const a: Filter = { field: 'User', operator: '=', value: 'a' };
  const b: Filter = { field: 'User', operator: '=', value: 'b' };

  it('are joined by "or" at a click, inside and outside, and dissolve when they are empty', () => {
    const { last } = mountEditor({ ...events(), filters: [a, { any: [b, a] }] } as HuntboardQuery);
    fireEvent.click(screen.getAllByRole('button', { name: 'or' })[0]!);
    expect(last()).toMatchObject({ filters: [a, { all: [b, a] }] });
    fireEvent.click(screen.getAllByRole('button', { name: 'and' })[0]!);
    expect(last()).toMatchObject({ filters: [{ any: [a, { all: [b, a] }] }] });
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove filter' })[2]!);
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove filter' })[1]!);
    expect(last()).toMatchObject({ filters: [a] });
  });

  it('begin with a row that does not count until it says enough', () => {
    const { last } = mountEditor({ ...events(), filters: [a] } as HuntboardQuery);
    fireEvent.click(screen.getByRole('button', { name: 'Group' }));
    expect(last()).toMatchObject({ filters: [a] });
    expect(screen.getAllByRole('combobox', { name: 'Filter field' })).toHaveLength(2);
  });

  it('stand in the model as they are read from it', () => {
    for (const filters of [
      [],
      [a],
      [a, b],
      [{ any: [a, b] }],
      [{ any: [a] }],
      [{ all: [a, b] }],
      [a, { any: [a, b] }],
    ]) {
      const { joiner, nodes } = openRoot(filters);
      expect(closeRoot(joiner, nodes)).toEqual(filters);
    }
  });
});

describe('the value of a filter', () => {
  it('follows the operator', () => {
    expect(fitValue('a', 'in')).toEqual(['a']);
    expect(fitValue(['a', 'b'], '=')).toBe('a');
    expect(fitValue('a', 'exists')).toBe('');
  });
});
