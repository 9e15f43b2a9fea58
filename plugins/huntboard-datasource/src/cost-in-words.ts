// What a query will read, in words.
import { t } from '@grafana/i18n';
import type { Explanation } from './explanation';
import { shownLanguage } from './load-words';

const large = (rows: number): string =>
  new Intl.NumberFormat(shownLanguage(), { notation: 'compact', maximumFractionDigits: 1 }).format(rows);

function inBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const digits = { maximumFractionDigits: power === 0 ? 0 : 1 };
  return `${(bytes / 1000 ** power).toLocaleString(shownLanguage(), digits)} ${units[power]}`;
}

/** '' where there is no estimate, else `reads 1.2M of 4M rows of events, 34 MB`: all statements together, the largest table first. */
export function costInWords({ statements }: Explanation): string {
  const tables = new Map<string, { rows: number; totalRows: number; bytes: number }>();
  for (const { table, rows, totalRows, bytes } of statements.flatMap((statement) => statement.tables)) {
    const sum = tables.get(table) ?? { rows: 0, totalRows: 0, bytes: 0 };
    tables.set(table, {
      rows: sum.rows + rows,
      totalRows: Math.max(sum.totalRows, totalRows),
      bytes: sum.bytes + bytes,
    });
  }
  if (statements.length === 0) return '';
  if (tables.size === 0) return t('cost.readsNoStoredRows', 'reads no stored rows');
  return [...tables]
    .sort(([, a], [, b]) => b.rows - a.rows)
    .map(([table, { rows, totalRows, bytes }]) => {
      const read = { rows: large(rows), total: large(totalRows), table, bytes: inBytes(bytes) };
      return totalRows >= rows && totalRows > 0
        ? t('cost.readsSome', 'reads {{rows}} of {{total}} rows of {{table}}, {{bytes}}', read)
        : t('cost.reads', 'reads {{rows}} rows of {{table}}, {{bytes}}', read);
    })
    .join('; ');
}
