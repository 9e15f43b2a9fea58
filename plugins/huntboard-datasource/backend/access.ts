// What the asking user may see and as whom ClickHouse knows the query: forced filters, quota key, settings.
import type { Call } from '@huntboard/grafana-backend';
import type { Filter, Result } from '@huntboard/query';
import { err, ok } from '@huntboard/query';
import type { Settings } from './settings';

export interface Access {
  /** Conditions that every query of this user gets, on top of those of the dashboard. */
  readonly filters: readonly Filter[];
  /** Sees a part of the rows: raw SQL, which could look past the filters, is closed. */
  readonly restricted: boolean;
  /** Parameters of the request by which ClickHouse learns of the user. */
  readonly settings: Readonly<Record<string, string>>;
  /** The same for all who see the same rows. */
  readonly key: string;
}

/** Parameters that name the user. Custom settings carry ClickHouse's own prefix for them, SQL_. */
function forwarded({ forwardUser }: Settings, { context, fromAlert }: Call): Readonly<Record<string, string>> {
  const login = context.user?.login ?? (fromAlert ? 'alerting' : '');
  return {
    ...(forwardUser.quotaKey && login !== '' ? { quota_key: login } : {}),
    ...(forwardUser.settings
      ? {
          SQL_grafana_user: quoted(login),
          SQL_grafana_role: quoted(context.user?.role ?? ''),
          SQL_grafana_org: quoted(String(context.orgId)),
        }
      : {}),
  };
}

/** Custom settings are SQL literals. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/**
 * Access of the call's user. Row filters are a list; the first entry that names the user or the role counts, and who is not named sees
 * nothing. Alert rules have no user and are asked by Grafana itself: they see everything.
 */
export function accessOf(settings: Settings, call: Call): Result<Access, string> {
  const { rowFilters } = settings;
  const open: Access = { filters: [], restricted: false, settings: forwarded(settings, call), key: '' };
  if (rowFilters.length === 0 || call.fromAlert) return ok(open);
  const { login = '', role = '' } = call.context.user ?? {};
  const found = rowFilters.findIndex(
    ({ users, roles }) => (login !== '' && users.includes(login)) || (role !== '' && roles.includes(role)),
  );
  const entry = rowFilters[found];
  if (entry === undefined)
    return err(`The row filters of this data source name neither the user "${login}" nor the role "${role}": no rows.`);
  if (entry.filters.length === 0) return ok(open);
  return ok({ ...open, filters: entry.filters, restricted: true, key: JSON.stringify(entry.filters) });
}
