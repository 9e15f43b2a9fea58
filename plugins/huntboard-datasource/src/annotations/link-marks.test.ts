// Marks as Grafana shows them: values stay text whatever they hold, and the links lead to what the mark is about.
import { FieldType, textUtil, toDataFrame } from '@grafana/data';
import type { DataFrame } from '@grafana/data';
import { linkMarks } from './link-marks';

const TIME = 1_714_557_600_000;

const marks = (row: Readonly<Record<string, string>>): DataFrame =>
  toDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: [TIME] },
      ...Object.entries(row).map(([name, value]) => ({ name, type: FieldType.string, values: [value] })),
    ],
  });

/** The text and the address of a mark, as they are in the page after Grafana's cleaning. */
function shown(row: Readonly<Record<string, string>>): { text: string; title: string; href: URL; link: string } {
  const { fields } = linkMarks(marks(row));
  const html = (name: string): HTMLElement => {
    const element = document.createElement('div');
    element.innerHTML = textUtil.sanitize(String(fields.find((field) => field.name === name)?.values[0]));
    return element;
  };
  const text = html('text');
  const link = text.querySelector('a');
  if (link === null) throw new Error('no link');
  link.remove();
  return {
    text: text.textContent ?? '',
    title: html('title').textContent ?? '',
    href: new URL(link.getAttribute('href') ?? '', 'https://grafana.example'),
    link: link.textContent ?? '',
  };
}

const EVIL = `<img src=x onerror=alert(1)> & "C:\\a b.exe" 'x' > y`;

describe('a mark', () => {
  it('of an alert leads to the alert, and shows what it says as text', () => {
    const { text, title, href, link } = shown({ title: EVIL, text: EVIL, id: 'a1', host: 'ws1' });
    expect([text, title, link]).toEqual([EVIL, EVIL, 'Open the alert']);
    expect(href.pathname).toBe('/d/hb-triage');
    expect(Object.fromEntries(href.searchParams)).toEqual({
      'var-alert': 'a1',
      'var-state': 'all',
      from: String(TIME - 3_600_000),
      to: String(TIME + 3_600_000),
    });
  });

  const first = (field: string, value: string): string[] => {
    const { href, text } = shown({ title: 'T', text: value, field, value, host: 'ws1' });
    expect([href.pathname, href.searchParams.get('var-host'), text]).toEqual(['/d/hb-hunt', 'ws1', value]);
    return href.searchParams.getAll('var-filters');
  };

  it('of a first time leads to the events of that value on that host', () => {
    expect(first('image', 'c:\\a,b\\x#1.exe')).toEqual(['Image|=|c:\\a__gfc__b\\x__gfh__1.exe']);
    expect(first('dns', 'evil.example')).toEqual(['QueryName|=|evil.example']);
    expect(first('destination', '203.0.113.7')).toEqual(['DestinationIp|=|203.0.113.7']);
    expect(first('hash', 'abc')).toEqual(['Hashes|=~|abc']);
    expect(first('User', 'CORP\\eve|x')).toEqual(['User|=|CORP\\eve__gfp__x']);
    expect(first('User', EVIL)).toHaveLength(1);
  });

  it('of a parent and a child leads to starts of the one by the other, by their names', () => {
    expect(first('parent_child', 'winword.exe > cmd+.exe')).toEqual([
      'ParentImage|=~|(^__gfp__[\\\\/])winword\\.exe$',
      'Image|=~|(^__gfp__[\\\\/])cmd\\+\\.exe$',
    ]);
  });
});
