// Test projects: "node" runs against the real engine and built artefacts, "browser" runs plugin code in jsdom.
const esm = [
  '@grafana/.*',
  '@bufbuild/.*',
  'ol',
  'd3',
  'd3-.*',
  'internmap',
  'delaunator',
  'robust-predicates',
  'uuid',
  'marked',
  'react-calendar',
  'get-user-locale',
  'memoize',
  'mimic-function',
  '@wojtekmaj/.*',
  'rxjs',
  '@react-hookz/web',
  '@ver0/deep-equal',
  'react-colorful',
  '@msagl/.*',
  'nanoid',
  'apache-arrow',
  'flatbuffers',
  'cookie',
];
const transform = { '^.+\\.(t|j)sx?$': '@swc/jest', '^.+\\.mjs$': '@swc/jest' };
const common = {
  transform,
  transformIgnorePatterns: [`node_modules/(?!(${esm.join('|')})/)`],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};
module.exports = {
  maxWorkers: process.env.HUNTBOARD_JEST_WORKERS ?? 2,
  testTimeout: 120000,
  projects: [
    {
      ...common,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/packages/*/{src,testing}/**/*.test.ts',
        '<rootDir>/backend-ingest/src/**/*.test.ts',
        '<rootDir>/plugins/*/backend/**/*.test.ts',
        '<rootDir>/plugins/*/src/**/*.chdb.test.ts',
        '<rootDir>/plugins/packaging/**/*.test.ts',
        '<rootDir>/scripts/**/*.test.ts',
      ],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '<rootDir>/packages/preview/src/browser/'],
    },
    {
      ...common,
      displayName: 'browser',
      testEnvironment: 'jsdom',
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '\\.chdb\\.test\\.ts$'],
      testMatch: [
        '<rootDir>/plugins/*/src/**/*.test.{ts,tsx}',
        '<rootDir>/packages/preview/src/browser/**/*.test.{ts,tsx}',
      ],
      moduleNameMapper: {
        '\\.(css|scss|svg|png)$': '<rootDir>/scripts/jest/empty-module.cjs',
        '^monaco-editor$': '<rootDir>/scripts/jest/monaco-editor.cjs',
        '^@monaco-editor/react$': '<rootDir>/scripts/jest/monaco-react.cjs',
        '^react-inlinesvg$': '<rootDir>/scripts/jest/inline-svg.cjs',
      },
      setupFiles: ['<rootDir>/scripts/jest/browser-setup.cjs'],
    },
  ],
};
