// Rules as files, for tests that load them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a rule for process starts whose command line contains a text; returns its id. */
export function writeRule(directory: string, number: number, contains: string, more = ''): string {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const rule = [
    `title: Marker ${contains}`,
    `id: ${id}`,
    'status: test',
    'level: high',
    'tags: [attack.execution, attack.t1059]',
    'logsource: { product: windows, category: process_creation }',
    'detection:',
    `  selection: { CommandLine|contains: '${contains}' }`,
    '  condition: selection',
    more,
  ];
  writeFileSync(join(directory, `rule-${number}.yml`), rule.join('\n'));
  return id;
}
