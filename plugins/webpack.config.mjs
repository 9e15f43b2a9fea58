// Builds a Grafana plugin: the configuration of @grafana/create-plugin 7.1.7, as plain JavaScript so that Node 20 and 22 read it alike.
//
// Used from a plugin's folder (paths are relative to the working directory), by build-plugin.mjs or by
// `npx webpack -c ../webpack.config.mjs --env production`. What differs from the scaffold, and why:
// - JSX compiles to React.createElement and `react/jsx-runtime` is replaced by a shim over the host's React: one build
//   runs on Grafana 12 (React 18) and 13 (React 19), whose elements differ.
// - ES2022, which every browser that Grafana 12 supports runs: private fields stay fields. As ES2020 each access is a look-up in a
//   WeakMap, and the first paint of 100,000 processes takes twice the time.
// - swc ignores the repository's .swcrc, which is for jest (CommonJS would stop tree shaking).
// - No live reload, no type check, no lint while bundling: `npm run check` does those for the whole house.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import ReplaceInFileWebpackPlugin from 'replace-in-file-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import webpack from 'webpack';
import { SubresourceIntegrityPlugin } from 'webpack-subresource-integrity';
import VirtualModulesPlugin from 'webpack-virtual-modules';
import { externals } from './webpack.externals.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const scaffoldVersion = '7.1.7';
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Writes webpack's mode into plugin.json, as Grafana expects to find it. */
class BuildModePlugin {
  apply(compiler) {
    compiler.hooks.compilation.tap('BuildMode', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONS;
      compilation.hooks.processAssets.tap({ name: 'BuildMode', stage }, () => {
        for (const asset of compilation.getAssets()) {
          if (!asset.name.endsWith('plugin.json')) continue;
          const json = { ...JSON.parse(asset.source.source().toString()), buildMode: compilation.options.mode };
          compilation.updateAsset(asset.name, new webpack.sources.RawSource(JSON.stringify(json, null, 4)));
        }
      });
    });
  }
}

/** webpack's configuration for the plugin whose folder is the working directory. */
export default function config(env = {}) {
  const root = process.cwd();
  const production = Boolean(env.production);
  const plugin = readJson(path.join(root, 'src/plugin.json'));
  const { version } = readJson(path.join(root, 'package.json'));
  const pictures = [
    ...Object.values(plugin.info?.logos ?? {}),
    ...(plugin.info?.screenshots ?? []).map((shot) => shot.path),
  ];

  return {
    mode: production ? 'production' : 'development',
    context: path.join(root, 'src'),
    entry: { module: path.join(root, 'src/module.ts') },
    devtool: production ? 'source-map' : 'eval-source-map',
    externals,
    performance: { hints: false },
    module: {
      rules: [
        // First, or source maps break: sets the public path before any other module runs.
        {
          test: /src\/(?:.*\/)?module\.tsx?$/,
          use: [{ loader: 'imports-loader', options: { imports: 'side-effects grafana-public-path' } }],
        },
        {
          exclude: /node_modules/,
          test: /\.[tj]sx?$/,
          use: {
            loader: 'swc-loader',
            options: {
              swcrc: false,
              jsc: {
                target: 'es2022',
                loose: false,
                parser: { syntax: 'typescript', tsx: true },
                transform: { react: { runtime: 'classic' } },
              },
            },
          },
        },
        {
          test: /\.(png|jpe?g|gif|svg)$/,
          type: 'asset/resource',
          generator: { filename: production ? '[hash][ext]' : '[file]' },
        },
      ],
    },
    optimization: {
      minimize: production,
      minimizer: [
        new TerserPlugin({
          extractComments: false,
          terserOptions: {
            format: {
              comments: (_, { type, value }) => type === 'comment2' && value.trim().startsWith('[create-plugin]'),
            },
            compress: { drop_console: ['log', 'info'] },
          },
        }),
      ],
    },
    output: {
      clean: { keep: /(.*?_(amd64|arm(64)?)(.exe)?)/ },
      filename: '[name].js',
      chunkFilename: production ? '[name].js?_cache=[contenthash]' : '[name].js',
      library: { type: 'amd' },
      path: path.join(root, 'dist'),
      publicPath: `public/plugins/${plugin.id}/`,
      uniqueName: plugin.id,
      crossOriginLoading: 'anonymous',
    },
    plugins: [
      new BuildModePlugin(),
      new VirtualModulesPlugin({
        'node_modules/grafana-public-path.js': `
import amdMetaModule from 'amd-module';
__webpack_public_path__ =
  amdMetaModule && amdMetaModule.uri
    ? amdMetaModule.uri.slice(0, amdMetaModule.uri.lastIndexOf('/') + 1)
    : 'public/plugins/${plugin.id}/';
`,
      }),
      new webpack.BannerPlugin({
        banner: `/* [create-plugin] version: ${scaffoldVersion} */\n/* [create-plugin] plugin: ${plugin.id}@${version} */`,
        raw: true,
        entryOnly: true,
      }),
      new CopyWebpackPlugin({
        patterns: [
          { from: existsSync(path.join(root, 'src/README.md')) ? 'README.md' : '../README.md', to: '.', force: true },
          { from: 'plugin.json', to: '.' },
          { from: '../LICENSE', to: '.' },
          { from: '../CHANGELOG.md', to: '.', force: true },
          // Grafana itself reads these, of the languages that plugin.json lists.
          ...(plugin.languages === undefined ? [] : [{ from: 'locales', to: 'locales' }]),
          ...pictures.map((file) => ({ from: file, to: file })),
        ],
      }),
      new ReplaceInFileWebpackPlugin([
        {
          dir: 'dist',
          test: [/(^|\/)plugin\.json$/, /(^|\/)README\.md$/],
          rules: [
            { search: /%VERSION%/g, replace: version },
            { search: /%TODAY%/g, replace: new Date().toISOString().slice(0, 10) },
            { search: /%PLUGIN_ID%/g, replace: plugin.id },
          ],
        },
      ]),
      new SubresourceIntegrityPlugin({ hashFuncNames: ['sha256'] }),
    ],
    resolve: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.jsx'],
      alias: { 'react/jsx-runtime$': path.join(here, 'jsx-runtime.mjs') },
    },
  };
}
