// Offers the panel where the data are processes. Grafana 12 asks an object, Grafana 13 a function: this is both.
import type { DataFrame, VisualizationSuggestionsSupplier } from '@grafana/data';
import type { LineageOptions } from './options';
import { readFrames } from './read-frames';

interface LegacyBuilder {
  readonly data?: { readonly series?: readonly DataFrame[] };
  getListAppender(defaults: object): { append(suggestion: object): void };
}

const bestScore = 100;
const fits = (frames: readonly DataFrame[] | undefined): boolean =>
  frames !== undefined && readFrames(frames).kind === 'data';

const supply: VisualizationSuggestionsSupplier<LineageOptions> = (summary) =>
  fits(summary.rawFrames) ? [{ name: 'Process lineage', score: bestScore }] : undefined;

/** Suggests the panel as the best one for frames that hold processes. */
export const suggestions = Object.assign(supply, {
  getSuggestionsForData(builder: LegacyBuilder): void {
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
