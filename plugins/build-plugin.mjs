// Builds the plugin in the working directory into dist/: the browser part by webpack, then the backend where there is one.
// `--watch` rebuilds the browser part on change, `--development` leaves it readable.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import webpack from 'webpack';
import config from './webpack.config.mjs';

const development = process.argv.includes('--development');
const watch = process.argv.includes('--watch');
const compiler = webpack(config(development ? { development: true } : { production: true }));

/** Prints what webpack has to say; false when the build failed. */
function report(error, stats) {
  if (error) console.error(error);
  if (stats) console.log(stats.toString({ preset: stats.hasErrors() ? 'errors-warnings' : 'summary', colors: false }));
  return !error && !stats?.hasErrors();
}

if (watch) {
  compiler.watch({}, report);
} else {
  const built = await new Promise((resolve) => {
    compiler.run((error, stats) => compiler.close(() => resolve(report(error, stats))));
  });
  if (!built) process.exit(1);
  const backend = path.resolve('build-backend.mjs');
  if (existsSync(backend)) process.exit(spawnSync(process.execPath, [backend], { stdio: 'inherit' }).status ?? 1);
}
