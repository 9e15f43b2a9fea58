// Gives the built plugins the host's copies of the packages that Grafana shares, under the names their AMD modules ask for.
import * as emotion from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaDataUnstable from '@grafana/data/unstable';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaRuntimeUnstable from '@grafana/runtime/unstable';
import * as grafanaUi from '@grafana/ui';
import * as grafanaUiUnstable from '@grafana/ui/unstable';
import * as i18next from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import React from 'react';
import * as jsxDevRuntime from 'react/jsx-dev-runtime';
import * as jsxRuntime from 'react/jsx-runtime';
import ReactDom from 'react-dom';
import * as reactDomClient from 'react-dom/client';
import * as reactRouter from 'react-router-dom';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** A CommonJS package: the AMD dependency is the export itself, not a namespace around it. */
function commonJs(module: object): Record<string, unknown> {
  return { ...module, default: module, __useDefault: true };
}

const shared: Readonly<Record<string, object>> = {
  '@emotion/css': emotion,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/data/unstable': grafanaDataUnstable,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/runtime/unstable': grafanaRuntimeUnstable,
  '@grafana/ui': grafanaUi,
  '@grafana/ui/unstable': grafanaUiUnstable,
  i18next,
  lodash: commonJs(lodash),
  moment: commonJs(moment),
  react: commonJs(React),
  'react-dom': commonJs(ReactDom),
  'react-dom/client': reactDomClient,
  'react-router': reactRouter,
  'react-router-dom': reactRouter,
  'react/jsx-dev-runtime': jsxDevRuntime,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

/** Registers the shared packages with SystemJS; call once, before the first plugin is imported. */
export function registerSharedModules(loader: SystemLoader): void {
  const imports = Object.fromEntries(Object.keys(shared).map((name) => [name, `package:${name}`]));
  loader.addImportMap({ imports });
  for (const [name, module] of Object.entries(shared)) {
    loader.set(`package:${name}`, module);
  }
}
