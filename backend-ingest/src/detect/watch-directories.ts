// Tells that something in one of some directories has changed; many changes at once are one.
import { watch, type FSWatcher } from 'node:fs';

/** A checkout changes thousands of files in a moment. */
const CALM_MS = 500;

export class DirectoryWatch {
  private readonly onChange: () => void;
  private readonly watchers = new Map<string, FSWatcher>();
  private timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Watches these directories, and no others any more. One that cannot be watched is left to whoever looks now and then. */
  set(directories: readonly string[]): void {
    const wanted = new Set(directories);
    for (const [directory, watcher] of this.watchers)
      if (!wanted.has(directory)) {
        watcher.close();
        this.watchers.delete(directory);
      }
    for (const directory of wanted) if (!this.watchers.has(directory)) this.add(directory);
  }

  private add(directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false }, () => this.changed());
      watcher.on('error', () => {
        watcher.close();
        this.watchers.delete(directory);
        this.changed();
      });
      this.watchers.set(directory, watcher);
    } catch {
      return;
    }
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, CALM_MS);
    this.timer.unref();
  }

  close(): void {
    clearTimeout(this.timer);
    this.set([]);
  }
}
