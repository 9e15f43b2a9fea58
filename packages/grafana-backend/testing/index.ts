// Public face of the test host: launch a plugin executable as Grafana does and talk to it.
export { startPluginHost } from './plugin-host';
export type { PluginHost, PluginHostOptions } from './plugin-host';
export type {
  HostContext,
  HostDatasource,
  HostHealth,
  HostQuery,
  HostQueryRequest,
  HostQueryResponse,
  HostResourceRequest,
  HostResourceResponse,
  HostStreamAnswer,
  HostStreamRequest,
} from './host-types';
export { parseLogLine } from './log-line';
export type { LogEntry } from './log-line';
export type { DataFrameJson } from '../src/frames/frame-json';
