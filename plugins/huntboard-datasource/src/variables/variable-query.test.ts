import { FieldType, toDataFrame } from '@grafana/data';
import { variableQuery, variableValues } from './variable-query';

const frame = (columns: Record<string, unknown[]>) =>
  toDataFrame({ fields: Object.entries(columns).map(([name, values]) => ({ name, type: FieldType.other, values })) });

describe('values of a variable', () => {
  it('are the first column, each once, without empty ones', () => {
    expect(variableValues(frame({ host: ['b', 'a', 'b', '', null], n: [1, 2, 3, 4, 5] }))).toEqual([
      { text: 'b', value: 'b' },
      { text: 'a', value: 'a' },
    ]);
  });

  it('are the columns text and value where they exist', () => {
    expect(variableValues(frame({ text: ['One'], value: [1] }))).toEqual([{ text: 'One', value: '1' }]);
  });

  it('are none without a frame', () => {
    expect(variableValues(undefined)).toEqual([]);
  });
});

describe('the query of a variable', () => {
  it('may be bare SQL, as older dashboards hold it', () => {
    expect(variableQuery('SELECT 1')).toMatchObject({ kind: 'sql', sql: 'SELECT 1' });
    expect(variableQuery({ kind: 'sql', rawSql: 'SELECT 2', format: 'table' })).toMatchObject({
      kind: 'sql',
      sql: 'SELECT 2',
    });
  });
});
