// Typed context of a call, from the protocol's messages: who asks, for which data source, with which settings.
import type { DataSourceInstanceSettings, PluginContext as WireContext } from './gen/pluginv2.gen';
import type { Logger } from './logger';

/** A data source as configured in Grafana. `jsonData` is parsed but not validated: that is the plugin's job. */
export interface DatasourceSettings {
  readonly uid: string;
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly basicAuthEnabled: boolean;
  readonly basicAuthUser: string;
  readonly jsonData: unknown;
  readonly secureJsonData: Readonly<Record<string, string>>;
  /** Epoch milliseconds of the last change. */
  readonly lastUpdated: number;
}

export interface GrafanaUser {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

export interface PluginContext {
  readonly orgId: number;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly userAgent: string;
  /** Absent when Grafana itself asks, as for alert rules. */
  readonly user?: GrafanaUser;
  readonly datasource?: DatasourceSettings;
  /** Grafana's own settings that concern plugins, as GF_SQL_ROW_LIMIT. */
  readonly grafana: Readonly<Record<string, string>>;
}

/** What every handler gets beside its request. */
export interface Call {
  readonly context: PluginContext;
  /** Headers as they came: HTTP headers of the request as `http_<Name>`, and FromAlert, Authorization, Cookie, X-Id-Token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Evaluated by an alert rule, not asked by a person. */
  readonly fromAlert: boolean;
  /** W3C trace context of the caller, to be passed on downstream. */
  readonly traceParent?: string;
  /** Fires when Grafana gives up on the call (panel left, time-out). */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

const text = new TextDecoder();

/** jsonData may be empty, which means an empty object. @throws SyntaxError for broken JSON */
function parseJsonData(bytes: Uint8Array): unknown {
  return bytes.length === 0 ? {} : (JSON.parse(text.decode(bytes)) as unknown);
}

function toDatasource(wire: DataSourceInstanceSettings): DatasourceSettings {
  return {
    uid: wire.uid,
    id: Number(wire.id),
    name: wire.name,
    url: wire.url,
    user: wire.user,
    database: wire.database,
    basicAuthEnabled: wire.basicAuthEnabled,
    basicAuthUser: wire.basicAuthUser,
    jsonData: parseJsonData(wire.jsonData),
    secureJsonData: wire.decryptedSecureJsonData,
    lastUpdated: Number(wire.lastUpdatedMS),
  };
}

/** The protocol's context message in our types. */
export function toContext(wire: WireContext | undefined): PluginContext {
  const user = wire?.user;
  const datasource = wire?.dataSourceInstanceSettings;
  return {
    orgId: Number(wire?.orgId ?? 0n),
    pluginId: wire?.pluginId ?? '',
    pluginVersion: wire?.pluginVersion ?? '',
    userAgent: wire?.userAgent ?? '',
    grafana: wire?.grafanaConfig ?? {},
    ...(user === undefined ? {} : { user: { login: user.login, name: user.name, email: user.email, role: user.role } }),
    ...(datasource === undefined ? {} : { datasource: toDatasource(datasource) }),
  };
}
