// What Grafana shows of a mark is HTML: values become text of it, and below them stands where they lead: the alert, or the events.
import { FieldType, locationUtil, textUtil, urlUtil } from '@grafana/data';
import type { DataFrame, Field } from '@grafana/data';
import { t } from '@grafana/i18n';
import { escapeRegex } from '../interpolation/sql-text';

export { loadWords } from '../load-words';

const HOUR = 3_600_000;

type Row = (name: string) => string;

/** Ad-hoc filters in an address: `field|operator|value`. */
const filterText = (...parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll('|', '__gfp__').replaceAll(',', '__gfc__').replaceAll('#', '__gfh__')).join('|');

const equal = (field: string) => (value: string): string[] => [filterText(field, '=', value)]; // prettier-ignore

/** A program by its name without its folder. */
const called = (field: string, name: string): string => filterText(field, '=~', `(^|[\\\\/])${escapeRegex(name)}$`);

/** The events that a remembered value comes from, by its kind. */
const REMEMBERED: Readonly<Record<string, (value: string) => string[]>> = {
  image: equal('Image'),
  dns: equal('QueryName'),
  destination: equal('DestinationIp'),
  hash: (value) => [filterText('Hashes', '=~', escapeRegex(value))],
  parent_child: (value) => {
    const [parent = '', child = ''] = value.split(' > ');
    return [called('ParentImage', parent), called('Image', child)];
  },
};

const eventsOf = (field: string): ((value: string) => string[]) =>
  (Object.hasOwn(REMEMBERED, field) ? REMEMBERED[field] : undefined) ?? equal(field);

function address(path: string, parameters: Record<string, string | string[]>): string {
  return locationUtil.assureBaseUrl(urlUtil.renderUrl(path, parameters));
}

function linkOf(row: Row, time: number): string {
  const id = row('id');
  const around = { from: String(time - HOUR), to: String(time + HOUR) };
  const [href, title] =
    id === ''
      ? [
          address('/d/hb-hunt', {
            'var-host': row('host'),
            'var-filters': eventsOf(row('field'))(row('value')),
            ...around,
          }),
          t('annotation.itsEvents', 'Its events'),
        ]
      : [
          address('/d/hb-triage', { 'var-alert': id, 'var-state': 'all', ...around }),
          t('annotation.openTheAlert', 'Open the alert'),
        ];
  return `<a href="${textUtil.escapeHtml(href)}">${textUtil.escapeHtml(title)}</a>`;
}

/** The frame of a query of kind `annotations` as Grafana draws it. */
export function linkMarks(frame: DataFrame): DataFrame {
  const fields = new Map(frame.fields.map((field): [string, Field] => [field.name, field]));
  const read = (name: string, index: number): string => String(fields.get(name)?.values[index] ?? '');
  const shown = (field: Field): Field => {
    if (field.type !== FieldType.string) return field;
    if (field.name === 'title')
      return { ...field, values: field.values.map((text) => textUtil.escapeHtml(String(text))) };
    if (field.name !== 'text') return field;
    const values = field.values.map((text, index) => {
      const time = Number(fields.get('time')?.values[index] ?? 0);
      return `${textUtil.escapeHtml(String(text))}<br>${linkOf((name) => read(name, index), time)}`;
    });
    return { ...field, values };
  };
  return { ...frame, fields: frame.fields.map(shown) };
}
