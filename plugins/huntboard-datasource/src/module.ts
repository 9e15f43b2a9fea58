// The plugin Grafana loads: the Huntboard datasource.
import { DataSourcePlugin } from '@grafana/data';
import { HuntboardDataSource } from './datasource';

export const plugin = new DataSourcePlugin(HuntboardDataSource);
