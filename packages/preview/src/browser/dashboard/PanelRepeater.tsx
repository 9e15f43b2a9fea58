// A panel repeated for each value of a variable, laid out in columns inside one grid item that grows with them.
import { css } from '@emotion/css';
import type { MultiValueVariable, SceneComponentProps, SceneObjectState, VizPanel } from '@grafana/scenes';
import {
  GRID_CELL_HEIGHT,
  LocalValueVariable,
  MultiValueVariable as MultiValue,
  sceneGraph,
  SceneGridItem,
  SceneGridLayout,
  SceneObjectBase,
  SceneVariableSet,
  VariableDependencyConfig,
} from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface State extends SceneObjectState {
  readonly variableName: string;
  readonly source: VizPanel;
  readonly columns: number;
  /** Grid units of one copy. */
  readonly itemHeight: number;
  readonly panels: VizPanel[];
}

function valuesOf(variable: MultiValueVariable): Array<{ value: string; text: string }> {
  const { value, text, options } = variable.state;
  if (variable.hasAllValue()) {
    return options.map((option) => ({ value: String(option.value), text: option.label }));
  }
  const values = Array.isArray(value) ? value : [value];
  const texts = Array.isArray(text) ? text : [text];
  return values.map((item, index) => ({ value: String(item), text: String(texts[index] ?? item) }));
}

/** Scene object that stands as the body of a repeated panel's grid item. */
export class PanelRepeater extends SceneObjectBase<State> {
  static Component = PanelRepeaterView;
  protected override _variableDependency = new VariableDependencyConfig<State>(this, {
    variableNames: [this.state.variableName],
    onVariableUpdateCompleted: () => this.#repeat(),
  });

  constructor(state: State) {
    super(state);
    this.addActivationHandler(() => this.#repeat());
  }

  #repeat(): void {
    const { variableName, source, columns, itemHeight } = this.state;
    const variable = sceneGraph.lookupVariable(variableName, this);
    if (!(variable instanceof MultiValue) || sceneGraph.hasVariableDependencyInLoadingState(this)) {
      return;
    }
    const panels = valuesOf(variable).map(({ value, text }, index) =>
      source.clone({
        key: `${source.state.key ?? 'panel'}-clone-${index}`,
        $variables: new SceneVariableSet({ variables: [new LocalValueVariable({ name: variableName, value, text })] }),
        ...(index === 0 ? {} : { repeatSourceKey: source.state.key }),
      }),
    );
    this.setState({ panels });
    const rows = Math.max(1, Math.ceil(panels.length / columns));
    if (this.parent instanceof SceneGridItem) {
      this.parent.setState({ height: rows * itemHeight });
      const layout = sceneGraph.getAncestor(this, SceneGridLayout);
      layout.forceRender();
    }
  }
}

function PanelRepeaterView({ model }: SceneComponentProps<PanelRepeater>): React.JSX.Element {
  const { panels, columns, itemHeight } = model.useState();
  const styles = useStyles2(getStyles);
  const gridTemplateColumns = `repeat(${Math.max(1, Math.min(columns, panels.length))}, minmax(0, 1fr))`;
  return (
    <div className={styles.grid} style={{ gridTemplateColumns, gridAutoRows: itemHeight * GRID_CELL_HEIGHT }}>
      {panels.map((panel) => (
        <div key={panel.state.key} className={styles.cell}>
          <panel.Component model={panel} />
        </div>
      ))}
    </div>
  );
}

const getStyles = () => ({
  grid: css({ display: 'grid', gap: 8, width: '100%', height: '100%' }),
  cell: css({ position: 'relative', minWidth: 0, display: 'flex' }),
});
