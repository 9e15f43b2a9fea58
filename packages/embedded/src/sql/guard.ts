// What nobody may run, writer or reader: statements and functions that reach outside the store or end it.
import { isKeyword } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Statement } from './statement.ts';
import { frontException } from '../server/exception.ts';
import type { ClickHouseException } from '../server/exception.ts';

/** Table functions that only compute or read tables of the store. All others reach files, networks or programs. */
const INSIDE_TABLE_FUNCTIONS = new Set([
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'generateseries',
  'generate_series',
  'values',
  'sqlstandardvalues',
  'view',
  'viewifpermitted',
  'viewexplain',
  'null',
  'format',
  'primes',
  'merge',
  'loop',
  'dictionary',
  'mergetreeindex',
  'mergetreetextindex',
  'mergetreeprojection',
  'mergetreeanalyzeindexes',
  'mergetreeanalyzeindexesuuid',
  'generaterandom',
  'input',
  'timeseriesselector',
  'timeseriesdata',
  'timeseriessamples',
  'timeseriestags',
  'timeseriesmetrics',
  'prometheusquery',
  'prometheusqueryrange',
  'fuzzjson',
  'fuzzquery',
]);
const OUTSIDE_FUNCTIONS =
  /^(file|catboostevaluate|showcertificate|getmacro|ai(classify|generate|embed|extract|translate))$/;
const DEADLY_SYSTEM = new Set(['SHUTDOWN', 'KILL', 'SUSPEND']);
const DICTIONARY_SOURCES = new Set(['CLICKHOUSE', 'NULL']);

const denied = (what: string): ClickHouseException => frontException('ACCESS_DENIED', `Not enough privileges. ${what}`);

/** Is this token the opening bracket of a call? */
export function opensCall(token: Token | undefined): boolean {
  return token?.kind === 'punct' && token.text === '(';
}

/** Throws when the embedded store never runs this. `tableFunctions`: lower-case names of all table functions of the engine. */
export function guardStatement(statement: Statement, tableFunctions: ReadonlySet<string>): void {
  const { tokens } = statement;
  if (statement.kind === 'system' && tokens[1]?.kind === 'word' && DEADLY_SYSTEM.has(tokens[1].text.toUpperCase())) {
    throw denied(`SYSTEM ${tokens[1].text.toUpperCase()} would end the embedded store: stop its process instead`);
  }
  const createsDictionary = statement.kind === 'other' && tokens.slice(0, 6).some((t) => isKeyword(t, 'DICTIONARY'));
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (isKeyword(token, 'INTO') && isKeyword(next, 'OUTFILE'))
      throw denied('INTO OUTFILE is not allowed: read the result from the response');
    if (isKeyword(token, 'FROM') && isKeyword(next, 'INFILE') && tokens[i + 2]?.kind === 'string')
      throw denied('FROM INFILE is not allowed: send the data in the request body');
    if ((token.kind !== 'word' && token.kind !== 'quoted') || !opensCall(next)) return;
    const name = token.text.toLowerCase();
    const outside = OUTSIDE_FUNCTIONS.test(name) || (tableFunctions.has(name) && !INSIDE_TABLE_FUNCTIONS.has(name));
    if (outside && !isDefinition(statement, i, createsDictionary)) {
      throw denied(`Function ${token.text} is not allowed: the embedded store reads and writes its own tables only`);
    }
    if (createsDictionary && name === 'source') {
      const source = tokens[i + 2];
      if (source === undefined || !DICTIONARY_SOURCES.has(source.text.toUpperCase()))
        throw denied(`Dictionary source ${source?.text ?? ''} is not allowed: use CLICKHOUSE`);
    }
  });
}

// A table may be called like a function where it is created or written; `SOURCE(FILE(...))` is judged by the check of sources.
function isDefinition({ kind, tokens }: Statement, i: number, createsDictionary: boolean): boolean {
  const before = tokens[i - 1];
  if (createsDictionary && opensCall(before) && isKeyword(tokens[i - 2], 'SOURCE')) return true;
  if (kind !== 'other' && kind !== 'insert' && kind !== 'insert-data') return false;
  if (isKeyword(before, 'EXISTS')) return isKeyword(tokens[i - 2], 'NOT');
  return isKeyword(before, 'TABLE') || isKeyword(before, 'INTO') || (before?.kind === 'punct' && before.text === '.');
}
