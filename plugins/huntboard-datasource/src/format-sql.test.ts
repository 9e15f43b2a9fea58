import { emptyModel } from './huntboard-query';
import { formatSql } from './format-sql';
import { modelToSql } from './model-to-sql';

describe('laying SQL out', () => {
  it('keeps names, macros and variables as they are written', async () => {
    expect(
      await formatSql(
        "select host, hasAllTokens(Image, ['a']) as action from events where $__timeFilter(ts) and host in (${host:sqlstring})",
      ),
    ).toBe(
      [
        'select',
        '  host,',
        "  hasAllTokens(Image, ['a']) as action",
        'from',
        '  events',
        'where',
        '  $__timeFilter(ts)',
        '  and host in (${host:sqlstring})',
      ].join('\n'),
    );
  });

  it.each(['table', 'logs', 'histogram'])('does lay out what the editor makes of events as %s', async (format) => {
    const sql = modelToSql({ ...emptyModel('events'), format } as never)?.sql ?? '';
    const laidOut = await formatSql(sql);
    expect(laidOut).not.toBe(sql);
    expect(laidOut.replace(/\s+/g, '')).toBe(sql.replace(/\s+/g, ''));
  });

  it('keeps items of tuples with what they are items of, and numbers apart', async () => {
    expect(await formatSql("select s.1.2, a[1].1 where x > .5 and .5 < y and b = 'x .1'")).toBe(
      ['select', '  s.1.2,', '  a[1].1', 'where', '  x > .5', '  and .5 < y', "  and b = 'x .1'"].join('\n'),
    );
  });

  it('leaves alone what it cannot read', async () => {
    const sql = "SELECT 'unfinished";
    expect(await formatSql(sql)).toBe(sql);
  });
});
