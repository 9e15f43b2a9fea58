// A switch per annotation query, labelled with its name.
import { css } from '@emotion/css';
import { LoadingState } from '@grafana/data';
import type { SceneComponentProps, SceneDataLayerProvider, SceneObjectState } from '@grafana/scenes';
import { ControlsLabel, sceneGraph, SceneDataLayerSet, SceneObjectBase } from '@grafana/scenes';
import React from 'react';

/** Scene object for a scene's controls. */
export class AnnotationControls extends SceneObjectBase<SceneObjectState> {
  static Component = AnnotationControlsView;
}

function LayerSwitch({ layer }: { readonly layer: SceneDataLayerProvider }): React.JSX.Element | null {
  const { data, isHidden, name, description } = layer.useState();
  if (isHidden === true) {
    return null;
  }
  return (
    <div className={css({ display: 'flex' })}>
      <ControlsLabel
        htmlFor={`data-layer-${layer.state.key ?? ''}`}
        label={name}
        description={description}
        isLoading={data?.state === LoadingState.Loading}
        onCancel={() => layer.cancelQuery?.()}
        error={data?.errors?.[0]?.message}
      />
      <layer.Component model={layer} />
    </div>
  );
}

function AnnotationControlsView({ model }: SceneComponentProps<AnnotationControls>): React.JSX.Element {
  const layers = sceneGraph
    .getDataLayers(model, true)
    .flatMap((set) => (set instanceof SceneDataLayerSet ? set.state.layers : [set]));
  return (
    <>
      {layers.map((layer) => (
        <LayerSwitch key={layer.state.key} layer={layer} />
      ))}
    </>
  );
}
