// Types of what the host page puts on `window` before the bundle runs, and of the runtime modules Grafana uses to install itself.
import type { BootData } from '@grafana/data';

declare global {
  interface Window {
    grafanaBootData: BootData;
    __grafana_public_path__: string;
    __grafanaSceneContext?: unknown;
    MonacoEnvironment?: { getWorker(): Worker };
    System: SystemLoader;
  }

  /** The part of SystemJS 6 that the plugin loader uses. */
  interface SystemLoader {
    import(id: string): Promise<Record<string, unknown>>;
    set(id: string, module: unknown): unknown;
    has(id: string): boolean;
    addImportMap(map: { imports: Record<string, string> }): void;
  }
}
