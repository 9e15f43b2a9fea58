// What Grafana shares with the panel at run time, under the names that its AMD module asks for.
import * as emotion from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import lodash from 'lodash';
import React from 'react';
import ReactDom from 'react-dom';
import * as rxjs from 'rxjs';

/** A CommonJS package: the AMD dependency is the export itself, not a namespace around it. */
const commonJs = (module: object): Record<string, unknown> => ({ ...module, default: module, __useDefault: true });

const shared: Readonly<Record<string, object>> = {
  '@emotion/css': emotion,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  lodash: commonJs(lodash),
  react: commonJs(React),
  'react-dom': commonJs(ReactDom),
  rxjs,
};

interface Loader {
  import(id: string): Promise<Record<string, unknown>>;
  set(id: string, module: unknown): unknown;
  addImportMap(map: { imports: Record<string, string> }): void;
}

/** Loads the built panel as Grafana does. */
export async function loadPanel(): Promise<grafanaData.PanelPlugin> {
  const loader = (window as unknown as { System: Loader }).System;
  loader.addImportMap({ imports: Object.fromEntries(Object.keys(shared).map((name) => [name, `package:${name}`])) });
  for (const [name, module] of Object.entries(shared)) loader.set(`package:${name}`, module);
  const { plugin } = await loader.import(new URL('/panel/module.js', location.origin).href);
  if (!(plugin instanceof grafanaData.PanelPlugin)) throw new Error('module.js exports no panel');
  return plugin;
}
