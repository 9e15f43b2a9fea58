// Shows a provisioned datasource with the plugin's own configuration editor; changes are not saved.
import type { DataSourceApi, DataSourcePlugin, DataSourceSettings } from '@grafana/data';
import { config, getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { useParams } from 'react-router-dom';
import { importDataSourcePlugin } from '../boot/plugin-loader';
import { Page } from '../chrome/Page';

type Verdict = { readonly ok: boolean; readonly text: string };

async function check(uid: string): Promise<Verdict> {
  const datasource = await getDataSourceSrv().get({ uid });
  try {
    const result = await datasource.testDatasource();
    return { ok: result?.status !== 'error', text: result?.message ?? 'The datasource answers.' };
  } catch (error) {
    const message =
      error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error);
    return { ok: false, text: message };
  }
}

function Editor({ settings }: { readonly settings: DataSourceSettings }): React.JSX.Element {
  const [options, setOptions] = useState(settings);
  const [plugin, setPlugin] = useState<DataSourcePlugin<DataSourceApi> | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  useEffect(() => {
    const meta = Object.values(config.datasources).find((candidate) => candidate.uid === settings.uid)?.meta;
    if (meta !== undefined) {
      void importDataSourcePlugin(meta).then(setPlugin);
    }
  }, [settings.uid]);
  const ConfigEditor = plugin?.components.ConfigEditor;
  if (plugin === null) {
    return <LoadingPlaceholder text="Loading the plugin…" />;
  }
  return (
    <div style={{ maxWidth: 900, display: 'flex', flexDirection: 'column', gap: 16 }}>
      <div>
        <Alert severity="info" title="Provisioned datasource">
          It is read from provisioning/datasources. This page shows the plugin&apos;s configuration editor; changes made
          here are not saved.
        </Alert>
      </div>
      {ConfigEditor === undefined ? (
        <p>The plugin has no configuration editor.</p>
      ) : (
        <ConfigEditor options={options} onOptionsChange={setOptions} />
      )}
      <div>{verdict !== null && <Alert severity={verdict.ok ? 'success' : 'error'} title={verdict.text} />}</div>
      <div>
        <Button onClick={() => void check(settings.uid).then(setVerdict)}>Test</Button>
      </div>
    </div>
  );
}

/** Routes `/datasource` (the default one) and `/datasource/:uid`. */
export function DatasourcePage(): React.JSX.Element {
  const params = useParams();
  const uid = params['uid'] ?? getDataSourceSrv().getInstanceSettings()?.uid ?? '';
  const [settings, setSettings] = useState<DataSourceSettings | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    getBackendSrv()
      .get<DataSourceSettings>(`/api/datasources/uid/${encodeURIComponent(uid)}`)
      .then(setSettings, () => setProblem('No such datasource is provisioned'));
  }, [uid]);
  const name = settings?.name ?? 'Datasource';
  return (
    <Page crumbs={[{ text: 'Datasource' }, ...(settings === null ? [] : [{ text: name }])]} title={name}>
      {problem !== '' && (
        <div>
          <Alert severity="error" title={problem} />
        </div>
      )}
      {settings !== null && <Editor key={uid} settings={settings} />}
    </Page>
  );
}
