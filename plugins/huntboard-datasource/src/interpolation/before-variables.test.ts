import { beforeVariables } from './before-variables';

describe('a place in SQL with values', () => {
  const written = "SELECT * FROM events WHERE host IN (${host:sqlstring}) AND User = '$user' AND nothing = 1";
  const sent = "SELECT * FROM events WHERE host IN ('a', 'b') AND User = 'eve' AND nothing = 1";
  const back = (word: string): string => {
    const place = beforeVariables(written, sent, { position: sent.indexOf(word), length: word.length });
    return written.slice(place.position, place.position + place.length);
  };

  it('is the same text where no value was put in', () => {
    expect(back('events')).toBe('events');
    expect(back('User')).toBe('User');
    expect(back('nothing')).toBe('nothing');
  });

  it('is the variable where it lies in its value', () => {
    expect(back("'b'")).toBe('${host:sqlstring}');
    expect(back("eve'")).toBe('$user');
  });
});
