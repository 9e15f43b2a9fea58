// What Grafana shares with its plugins at run time, as @grafana/create-plugin lists it. `react/jsx-runtime` is left out on
// purpose: not every supported Grafana shares it (see jsx-runtime.mjs).
const shared = [
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'i18next',
  'react-router',
  'd3',
  'angular',
];

export const externals = [
  // Tells the bundle its own address, so that lazy parts load from where the plugin is served.
  { 'amd-module': 'module' },
  ...shared,
  /^@grafana\/ui/i,
  /^@grafana\/runtime/i,
  /^@grafana\/data/i,
];
