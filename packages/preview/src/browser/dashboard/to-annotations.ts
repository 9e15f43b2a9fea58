// Annotation queries as scene data layers.
import type { AnnotationQuery } from '@grafana/data';
import { dataLayers, SceneDataLayerSet } from '@grafana/scenes';
import type { AnnotationJson } from './dashboard-json';
import type { Refusals } from './refusals';

function isBuiltIn(annotation: AnnotationJson): boolean {
  return (
    annotation.builtIn === 1 ||
    annotation.datasource?.uid === '-- Grafana --' ||
    annotation.datasource?.uid === 'grafana'
  );
}

/**
 * The layers of a dashboard's annotations; undefined when it has none of its own. Grafana's built-in layer (alerts and
 * hand-made annotations) is empty without Grafana: it is dropped, and only a custom query on it is refused.
 */
export function toAnnotations(
  annotations: readonly AnnotationJson[],
  refusals: Refusals,
): SceneDataLayerSet | undefined {
  const layers = [];
  for (const annotation of annotations) {
    if (isBuiltIn(annotation)) {
      if (annotation.builtIn !== 1) {
        refusals.add(`Annotations “${annotation.name}” come from Grafana's own store`);
      }
      continue;
    }
    layers.push(
      new dataLayers.AnnotationsDataLayer({
        key: `annotations-${annotation.name}`,
        name: annotation.name,
        query: annotation as unknown as AnnotationQuery,
        isEnabled: annotation.enable,
        isHidden: annotation.hide ?? false,
      }),
    );
  }
  return layers.length === 0 ? undefined : new SceneDataLayerSet({ layers });
}
