// Import rules of the house (docs/architecture.md): down only, one door per effect, browser code stays in the browser.
const pkg = (name) => `^packages/${name}/`;
const only = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    only(
      'no-cycles',
      'A cycle of values has no bottom: split the file or turn the arrow. Types may point at each other.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    only(
      'no-unresolved',
      'An import that resolves nowhere breaks at run time.',
      {},
      { couldNotResolve: true, pathNot: '^(@grafana/|react|rxjs|@emotion/|lodash)' },
    ),
    only(
      'no-deep-imports',
      'A package is used through its index, never by a file within it.',
      { path: '^(packages|plugins|backend-ingest)/([^/]+)/' },
      { path: '^packages/([^/]+)/src/(?!index\\.ts$)', pathNot: ['^packages/$2/', '^$1/$2/'] },
    ),
    only(
      'schema-is-the-ground',
      'The schema imports no other package.',
      { path: pkg('schema') },
      {
        path: '^(packages/(?!schema/)|backend-ingest/|plugins/)',
        pathNot: '^packages/(embedded|clickhouse)/src/index',
      },
    ),
    only(
      'sources-only-schema',
      'Sources know the schema and nothing else.',
      { path: pkg('sources'), pathNot: '\\.test\\.ts$' },
      { path: '^(packages/(?!(schema|sources)/)|backend-ingest/|plugins/)' },
    ),
    only(
      'query-only-schema',
      'The compiler knows the schema and nothing else.',
      { path: pkg('query'), pathNot: '(\\.test\\.ts$|^packages/query/testing/)' },
      { path: '^(packages/(?!(schema|query)/)|backend-ingest/|plugins/)' },
    ),
    only(
      'sigma-only-schema-and-query',
      'Sigma knows the schema and the compiler of queries; it is given rules and events, and reads no file.',
      { path: pkg('sigma'), pathNot: '(\\.test\\.ts$|^packages/sigma/(testing|bench)/)' },
      { path: '^(packages/(?!(schema|query|sigma)/)|backend-ingest/|plugins/)' },
    ),
    only(
      'lineage-is-pure',
      'Lineage has no React and no other package but the schema.',
      { path: pkg('lineage'), pathNot: '\\.test\\.ts$' },
      { path: '^(packages/(?!(schema|lineage)/)|backend-ingest/|plugins/|node_modules/react)' },
    ),
    only(
      'actions-are-a-contract',
      'The contract of actions knows no other package.',
      { path: pkg('actions'), pathNot: '\\.test\\.ts$' },
      { path: '^(packages/(?!actions/)|backend-ingest/|plugins/)' },
    ),
    only(
      'packages-below-apps',
      'Packages never import an application or a plugin.',
      { path: '^packages/', pathNot: '\\.test\\.ts$' },
      { path: '^(backend-ingest|plugins)/' },
    ),
    only(
      'one-door-to-clickhouse',
      '@clickhouse/client is imported by packages/clickhouse alone.',
      { pathNot: [pkg('clickhouse'), '^packages/embedded/src/.*\\.chdb\\.test\\.ts$'] },
      { path: 'node_modules/@clickhouse/client' },
    ),
    only(
      'one-door-to-chdb',
      'chDB is imported by packages/embedded alone.',
      { pathNot: pkg('embedded') },
      { path: 'node_modules/(chdb|@chdb)' },
    ),
    only(
      'browser-stays-in-browser',
      'Browser code imports no Node module, no store client, no plugin backend.',
      {
        path: ['^plugins/[^/]+/src/', '^packages/preview/src/browser/', '^packages/(actions|lineage|query|sigma)/src/'],
        pathNot: '\\.test\\.tsx?$',
      },
      { dependencyTypes: ['core'] },
    ),
    only(
      'browser-without-backend',
      'Browser code imports no backend package.',
      { path: ['^plugins/[^/]+/src/', '^packages/preview/src/browser/'], pathNot: '\\.chdb\\.test\\.ts$' },
      { path: '^packages/(clickhouse|embedded|grafana-backend|sources)/' },
    ),
    only(
      'content-is-loaded',
      'Dashboards are content: nobody imports them, but what measures them.',
      { pathNot: [pkg('dashboards'), '^benchmarks/boards\\.ts$'] },
      { path: pkg('dashboards') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|\\.gen\\.ts$|node_modules/.*/node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
