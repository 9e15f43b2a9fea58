// What the engine's output formats are called, how they are labelled, and which of them can be sent chunk by chunk.

/**
 * Formats whose documents concatenate, so that the chunks of a stream are together what one document would have been (compared byte for byte
 * on the engine); those of ArrowStream are joined by the lane.
 */
const CONCATENATES = new Set([
  'jsoneachrow',
  'jsonlines',
  'jsonl',
  'ndjson',
  'jsonstringseachrow',
  'jsoncompacteachrow',
  'jsoncompactstringseachrow',
  'native',
  'rowbinary',
  'tabseparated',
  'tsv',
  'tabseparatedraw',
  'tsvraw',
  'raw',
  'csv',
  'tskv',
  'lineasstring',
  'msgpack',
  'rawblob',
  'null',
  'arrowstream',
]);

export interface OutputFormat {
  readonly name: string;
  readonly contentType: string;
  readonly concatenates: boolean;
}

export type Formats = ReadonlyMap<string, OutputFormat>;

/** Makes the table from rows of `SELECT name, content_type FROM system.formats WHERE is_output FORMAT JSONCompactEachRow`. */
export function readFormats(lines: string): Formats {
  const formats = new Map<string, OutputFormat>();
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const [name, contentType] = JSON.parse(line) as [string, string];
    const key = name.toLowerCase();
    formats.set(key, {
      name,
      contentType: contentType === '' ? 'text/plain; charset=UTF-8' : contentType,
      concatenates: CONCATENATES.has(key),
    });
  }
  return formats;
}
