// The plugin Grafana loads: the Huntboard datasource.
import { DataSourcePlugin } from '@grafana/data';
import { HuntboardDataSource } from './datasource';
import type { HuntboardQuery } from './huntboard-query';
import { ConfigEditor, QueryEditor, QueryHelp } from './lazy-editors';
import type { HuntboardSecrets, HuntboardSettings } from './settings';

export const plugin = new DataSourcePlugin<HuntboardDataSource, HuntboardQuery, HuntboardSettings, HuntboardSecrets>(
  HuntboardDataSource,
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
