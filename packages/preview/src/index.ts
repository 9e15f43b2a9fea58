// Renders the provisioned dashboards with the built plugins, without Grafana: the server that `huntboard up` starts.
export { startPreview } from './server/start-preview';
export type { Preview, PreviewOptions, StoreAccess } from './server/options';
