// Offers the panel where the data are processes. Grafana 12 asks an object, Grafana 13 a function: this is both.
import type { DataFrame } from '@grafana/data';
import { readFrames } from './read-frames';

/** What of Grafana 12's builder is used. */
interface Builder {
  readonly data?: { readonly series?: readonly DataFrame[] };
  getListAppender(defaults: object): { append(suggestion: object): void };
}

const bestScore = 100;
const fits = (frames: readonly DataFrame[] | undefined): boolean =>
  frames !== undefined && readFrames(frames).kind === 'data';

const supply = (summary: {
  readonly rawFrames?: readonly DataFrame[] | undefined;
}): { name: string; score: number }[] | undefined =>
  fits(summary.rawFrames) ? [{ name: 'Process lineage', score: bestScore }] : undefined;

/** Suggests the panel as the best one for frames that hold processes. */
export const suggestions = Object.assign(supply, {
  getSuggestionsForData(builder: Builder): void {
    if (!fits(builder.data?.series)) return;
    builder
      .getListAppender({
        name: 'Process lineage',
        pluginId: 'huntboard-lineage-panel',
        options: {},
        fieldConfig: { defaults: {}, overrides: [] },
      })
      .append({ score: bestScore });
  },
});
