// The maps from other vocabularies, and the files made from the definitions.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionTables, ecsFieldMap, ocsfFieldMap, sigmaFieldMap, tables } from './index.ts';
import { generatedFiles } from './generate.ts';

const root = join(require.resolve('@huntboard/schema/package.json'), '..');

describe('the field maps', () => {
  it('find the columns that Sigma rules ask for most', () => {
    const most = [
      'Image',
      'CommandLine',
      'OriginalFileName',
      'TargetFilename',
      'ParentImage',
      'TargetObject',
      'EventID',
      'Details',
      'ScriptBlockText',
      'ImageLoaded',
    ];
    expect(most.map((field) => sigmaFieldMap[field]?.column)).toEqual(most);
    expect(sigmaFieldMap['NewProcessName']).toEqual({
      column: 'Image',
      type: 'LowCardinality(String)',
      computed: false,
    });
    expect(sigmaFieldMap['sha256']).toEqual({ column: 'sha256', type: 'String', computed: true });
  });

  it('hold nothing that was not put in', () => {
    expect(sigmaFieldMap['constructor']).toBeUndefined();
    expect(ecsFieldMap['process.executable']).toBe('Image');
    expect(ocsfFieldMap['process.file.path']).toBe('Image');
  });

  it('tell an editor every table, with a description of every column', () => {
    expect(completionTables.filter((table) => table.kind === 'table').map((table) => table.name)).toEqual(
      tables.map((table) => table.name),
    );
    for (const table of completionTables) for (const column of table.columns) expect(column.doc).not.toBe('');
  });
});

describe('generated files', () => {
  it.each(Object.entries(generatedFiles()))('%s is up to date', (path, text) => {
    const file = join(root, path);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('the definitions', () => {
  it.each(tables.map((table) => [table.name, table] as const))(
    'name each column of %s once and order by columns that exist',
    (_, table) => {
      const names = [...table.columns, ...(table.aliases ?? [])].map((column) => column.name);
      expect(new Set(names).size).toBe(names.length);
      for (const column of table.orderBy) expect(names).toContain(column);
    },
  );
});
