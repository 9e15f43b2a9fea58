// Every number of a board opens the rows behind it: another panel of the board, a table of the board of rows, or another board.
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

/** Where rows are: a panel of the same board by its title, or an address. */
export type RowsPlace = { readonly panel: string } | { readonly url: string };

const TITLE = 'The rows behind this';
const MONTH = 'from=now-30d&to=now';

/** Numbers of panels as `dashboardFile` gives them. */
const numberOf = (index: number, id: number | undefined): number => id ?? index + 1;

/** Address of the queue, narrowed by its variables; over the board's time range, or over a month. */
export function queueUrl(variables: Readonly<Record<string, string>>, over: 'range' | 'month' = 'range'): string {
  const parameters = Object.entries(variables).map(([name, value]) => `var-${name}=${value}`);
  return `/d/hb-triage?${[...parameters, over === 'range' ? '${__url_time_range}' : MONTH].join('&')}`;
}

/** Address of a table of the board of rows, by its number there. */
export const rowsUrl = (panel: number, over: 'range' | 'month' = 'range'): string =>
  `/d/hb-rows?viewPanel=panel-${panel}&${over === 'range' ? '${__url_time_range}' : MONTH}`;

/**
 * The dashboard with a link on each number that `places` names by its title.
 * @throws Error when a title is not that of a panel: a link must not lead nowhere
 */
export function withRowsBehind(dashboard: Dashboard, places: Readonly<Record<string, RowsPlace>>): Dashboard {
  const panels = (dashboard.panels ?? []) as readonly {
    id?: number;
    title?: string;
    fieldConfig?: { defaults: { links?: unknown[] } };
  }[];
  const find = (title: string): number => {
    const index = panels.findIndex((panel) => panel.title === title);
    if (index < 0) throw new Error(`${dashboard.uid ?? ''} has no panel «${title}»`);
    return index;
  };
  for (const [title, place] of Object.entries(places)) {
    const number = panels[find(title)];
    if (number?.fieldConfig === undefined) throw new Error(`«${title}» cannot have links`);
    let url: string;
    if ('url' in place) url = place.url;
    else {
      const index = find(place.panel);
      url = `/d/${dashboard.uid ?? ''}?viewPanel=panel-${numberOf(index, panels[index]?.id)}&\${__url_time_range}&\${__all_variables}`;
    }
    number.fieldConfig.defaults.links = [{ title: TITLE, url, targetBlank: false }];
  }
  return dashboard;
}
