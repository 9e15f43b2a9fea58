// The root of a dashboard's scene: controls above, the grid (or one panel in full) below.
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import type { SceneComponentProps, SceneLayout, SceneObject, SceneObjectState } from '@grafana/scenes';
import { sceneGraph, SceneObjectBase, UserActionEvent, VizPanel } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface State extends SceneObjectState {
  readonly body: SceneLayout;
  /** Variables and annotations. */
  readonly controls: SceneObject[];
  /** Links, time range and refresh, kept at the right. */
  readonly timeControls: SceneObject[];
  /** Key of the panel shown in full; absent: the whole dashboard. */
  readonly viewPanel?: string;
  /** While any query runs; kept by the scene itself. */
  readonly busy?: boolean;
}

/** Scene root; while active it is the scene that the template service interpolates in. */
export class DashboardRoot extends SceneObjectBase<State> {
  static Component = DashboardRootView;

  constructor(state: State) {
    super(state);
    this.addActivationHandler(() => {
      const previous = window.__grafanaSceneContext;
      window.__grafanaSceneContext = this;
      this._subs.add(this.subscribeToEvent(UserActionEvent, ({ payload }) => openInspector(payload)));
      const queries = sceneGraph.getQueryController(this);
      if (queries !== undefined) {
        this._subs.add(queries.subscribeToState(({ isRunning }) => this.setState({ busy: isRunning })));
      }
      return () => {
        if (window.__grafanaSceneContext === this) {
          window.__grafanaSceneContext = previous;
        }
      };
    });
  }
}

/** A click on a panel's error sign opens what stands behind the panel. */
function openInspector({ origin, interaction }: UserActionEvent['payload']): void {
  if (interaction === 'panel-status-message-clicked' && origin instanceof VizPanel) {
    locationService.partial({ inspect: origin.state.key });
  }
}

/** The panel with `key` anywhere in `root`, rows included. */
export function findPanel(root: SceneObject, key: string): VizPanel | null {
  const found = sceneGraph.findObject(
    root,
    (candidate) => candidate instanceof VizPanel && candidate.state.key === key,
  );
  return found instanceof VizPanel ? found : null;
}

function DashboardRootView({ model }: SceneComponentProps<DashboardRoot>): React.JSX.Element {
  const { body, controls, timeControls, viewPanel, busy } = model.useState();
  const styles = useStyles2(getStyles);
  const panel = viewPanel === undefined ? null : findPanel(body, viewPanel);
  return (
    <div className={styles.page} aria-busy={busy === true} data-testid="dashboard">
      <div className={styles.controls} data-testid="dashboard-controls">
        <div className={styles.left}>
          {controls.map((control) => (
            <control.Component key={control.state.key} model={control} />
          ))}
        </div>
        <div className={styles.right}>
          {timeControls.map((control) => (
            <control.Component key={control.state.key} model={control} />
          ))}
        </div>
      </div>
      {panel === null ? (
        <div className={styles.body}>
          <body.Component model={body} />
        </div>
      ) : (
        <div className={styles.single} data-testid="view-panel">
          <panel.Component key={panel.state.key} model={panel} />
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), flexGrow: 1, minHeight: 0 }),
  controls: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(1, 2) }),
  left: css({ display: 'flex', flexWrap: 'wrap', flex: '1 1 420px', gap: theme.spacing(1, 2), minWidth: 0 }),
  right: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    marginLeft: 'auto',
  }),
  body: css({ display: 'flex', flexGrow: 1 }),
  single: css({ position: 'relative', display: 'flex', flexGrow: 1, minHeight: 400, height: 'calc(100vh - 150px)' }),
});
