// The plugin Grafana loads: the Huntboard datasource.
import { DataSourcePlugin } from '@grafana/data';
import { QueryHelp } from './components/CheatSheet';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { HuntboardDataSource } from './datasource';
import type { HuntboardQuery } from './huntboard-query';
import type { HuntboardSecrets, HuntboardSettings } from './settings';

export const plugin = new DataSourcePlugin<HuntboardDataSource, HuntboardQuery, HuntboardSettings, HuntboardSecrets>(
  HuntboardDataSource,
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
