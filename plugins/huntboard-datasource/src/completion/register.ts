// Completion and help in the SQL editor. Monaco's providers belong to a language, not to an editor: ours answers for our editors only.
import type { Monaco, MonacoEditor } from '@grafana/ui';
import type { KnownTable } from './known-tables';
import { mergeTables } from './known-tables';
import { suggest } from './suggest';
import type { Suggestion, SuggestionKind } from './suggest';

/** What an editor can ask its surroundings. */
export interface CompletionSource {
  readonly variables: () => readonly string[];
  readonly tables: () => Promise<readonly KnownTable[]>;
  readonly values: (field: string, typed: string) => Promise<readonly string[]>;
}

const sources = new Map<string, CompletionSource>();
const registered = new WeakSet<object>();

const kinds: Readonly<
  Record<SuggestionKind, 'Class' | 'Field' | 'Function' | 'Snippet' | 'Variable' | 'Keyword' | 'Value'>
> = {
  table: 'Class',
  column: 'Field',
  function: 'Function',
  macro: 'Snippet',
  variable: 'Variable',
  keyword: 'Keyword',
  value: 'Value',
};

const escapeSnippet = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

const valueItem = (value: string): Suggestion => ({
  kind: 'value',
  label: value,
  insert: value.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  after: '',
  detail: '',
  doc: '',
  rank: 0,
});

/** Registers the provider once for the page. */
export function registerCompletion(monaco: Monaco): void {
  if (registered.has(monaco.languages)) return;
  registered.add(monaco.languages);
  monaco.languages.registerCompletionItemProvider('sql', {
    triggerCharacters: ['$', '.', "'", ' '],
    provideCompletionItems: async (model, position) => {
      const source = sources.get(model.uri.toString());
      if (source === undefined) return { suggestions: [] };
      const tables = mergeTables(await source.tables());
      const found = suggest(model.getValue(), model.getOffsetAt(position), source.variables(), tables);
      const { valuesOf } = found;
      // A store that does not answer must not take the other suggestions with it.
      const values =
        valuesOf === undefined ? [] : await source.values(valuesOf.field, valuesOf.typed).catch((): string[] => []);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: position.column - found.replaces,
        endColumn: position.column,
      };
      return {
        suggestions: [...values.map(valueItem), ...found.items].map((item, index) => ({
          label: item.label,
          kind: monaco.languages.CompletionItemKind[kinds[item.kind]],
          detail: item.detail,
          documentation: { value: item.doc },
          insertText: `${escapeSnippet(item.insert)}$0${escapeSnippet(item.after)}`,
          insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
          // Values stay in their order: the most frequent first.
          sortText:
            item.kind === 'value' ? `0${String(index).padStart(4, '0')}` : `${item.rank}${item.label.toLowerCase()}`,
          filterText: item.label,
          range,
        })),
      };
    },
  });
}

/** Gives an editor its completion; returns what takes it away again. */
export function attachCompletion(editor: MonacoEditor, source: CompletionSource): () => void {
  const uri = editor.getModel()?.uri.toString();
  if (uri === undefined) return () => undefined;
  sources.set(uri, source);
  return () => void sources.delete(uri);
}
