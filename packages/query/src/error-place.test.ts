// Errors are marked where the person wrote what is wrong.
import { CONTEXT } from '../testing/queries';
import { errorPlace, writtenPlace } from './index';
import type { TextPlace } from './index';

const marked = (text: string, place: TextPlace | undefined): string =>
  place === undefined ? '' : text.slice(place.position, place.position + place.length);

describe('errorPlace', () => {
  it('reads a position in bytes, behind what stood before the statement', () => {
    const sql = "SELECT 'Ü🙂' FORM events";
    const lead = 'EXPLAIN ESTIMATE ';
    const byte = new TextEncoder().encode(`${lead}SELECT 'Ü🙂' FORM `).length + 1;
    expect(marked(sql, errorPlace(`Syntax error: failed at position ${byte} (events)`, sql, lead))).toBe('events');
  });

  it('marks the last token where the statement ends too early', () => {
    const sql = 'SELECT (1';
    expect(errorPlace('Syntax error: failed at position 10 (end of query)', sql)).toEqual({ position: 8, length: 1 });
  });

  it('finds the name that the message is about, but not in strings and comments', () => {
    const sql = "SELECT 'nothing' /* nothing */, e.nothing FROM events AS e";
    const message = 'Unknown expression identifier `e.nothing` in scope SELECT …';
    expect(errorPlace(message, sql)).toEqual({ position: sql.indexOf('nothing FROM'), length: 7 });
    expect(marked('SELECT lowerx(host)', errorPlace('Function with name `lowerx` does not exist', 'SELECT lowerx(host)'))).toBe('lowerx'); // prettier-ignore
    expect(marked('SELECT plus(1, [])', errorPlace('Illegal types of arguments of function plus', 'SELECT plus(1, [])'))).toBe('plus'); // prettier-ignore
    expect(errorPlace('Something is wrong.', sql)).toBeUndefined();
  });
});

describe('writtenPlace', () => {
  it('goes back through macros, and marks the macro where the fault is in what it became', () => {
    const sql = '\n SELECT ts FROM events WHERE $__timeFilter(ts) AND nothing = 1 -- end\n;';
    const range =
      "(ts >= if(match(toTypeName(ts), 'Date(32)?[)]*$'), toStartOfDay({from:DateTime64(3, 'UTC')}), {from:DateTime64(3, 'UTC')}) AND ts <= {to:DateTime64(3, 'UTC')})";
    const sent = `SELECT ts FROM events WHERE ${range} AND nothing = 1`;
    const place = (word: string): TextPlace => ({ position: sent.indexOf(word), length: word.length });
    expect(marked(sql, writtenPlace(sql, CONTEXT, place('nothing')))).toBe('nothing');
    expect(marked(sql, writtenPlace(sql, CONTEXT, place('events')))).toBe('events');
    expect(marked(sql, writtenPlace(sql, CONTEXT, place('toStartOfDay')))).toBe('$__timeFilter');
  });
});
