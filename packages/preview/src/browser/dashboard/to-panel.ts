// A panel's JSON as a VizPanel with its queries, transformations, links and time overrides.
import type { DataSourceRef, DataTransformerConfig, FieldConfigSource } from '@grafana/data';
import type { SceneDataProvider, SceneDataQuery, SceneTimeRangeLike } from '@grafana/scenes';
import { SceneDataTransformer, SceneQueryRunner, SceneTimeRange, VizPanel } from '@grafana/scenes';
import { REFUSED_PANEL } from '../panels/panel-kinds';
import { addAdHocFilter } from './add-ad-hoc-filter';
import type { PanelJson } from './dashboard-json';
import { toPanelMenu } from './panel-menu';
import { PanelTitleItems } from './PanelTitleItems';

/** Query sources that exist only inside Grafana itself, and what stands behind them. */
const GRAFANA_ONLY: Readonly<Record<string, string>> = {
  '-- Mixed --': 'Queries to several datasources in one panel',
  '-- Dashboard --': 'Results taken from another panel',
  '-- Grafana --': "Grafana's built-in datasource",
  grafana: "Grafana's built-in datasource",
  __expr__: 'Server-side expressions',
};

interface Target extends SceneDataQuery {
  readonly hide?: boolean;
}

function refOf(value: unknown): DataSourceRef | undefined {
  if (typeof value === 'string') {
    return { uid: value };
  }
  return value !== null && typeof value === 'object' ? (value as DataSourceRef) : undefined;
}

/** The one datasource a panel asks, or why the preview cannot ask it. */
function sourceOf(
  panel: PanelJson,
  targets: readonly Target[],
): { datasource: DataSourceRef | undefined; refusal: string | undefined } {
  const own = refOf(panel.datasource);
  const named = targets.map((target) => refOf(target.datasource) ?? own);
  const uids = new Set(named.map((ref) => ref?.uid).filter((uid) => uid !== undefined));
  for (const uid of uids) {
    const refused = Object.hasOwn(GRAFANA_ONLY, uid) ? GRAFANA_ONLY[uid] : undefined;
    if (refused !== undefined) {
      return { datasource: undefined, refusal: `${refused} need Grafana.` };
    }
  }
  if (uids.size > 1) {
    return { datasource: undefined, refusal: 'Queries to several datasources in one panel need Grafana.' };
  }
  return { datasource: named.find((ref) => ref !== undefined) ?? own, refusal: undefined };
}

function toData(
  panel: PanelJson,
  targets: Target[],
  datasource: DataSourceRef | undefined,
): SceneDataProvider | undefined {
  // A panel that asks nothing (a text, one that asks for itself) would wait for ever for an answer.
  if (targets.length === 0) {
    return undefined;
  }
  const { maxDataPoints, interval } = panel;
  const runner = new SceneQueryRunner({
    queries: targets,
    ...(datasource === undefined ? {} : { datasource }),
    ...(typeof maxDataPoints === 'number' ? { maxDataPoints } : {}),
    ...(interval === undefined || interval === null ? {} : { minInterval: interval }),
    maxDataPointsFromWidth: typeof maxDataPoints !== 'number',
    dataLayerFilter: { panelId: panel.id ?? 0 },
  });
  const transformations = (panel.transformations ?? []) as DataTransformerConfig[];
  return new SceneDataTransformer({ $data: runner, transformations });
}

function toTimeRange(panel: PanelJson): SceneTimeRangeLike | undefined {
  return typeof panel.timeFrom === 'string' && panel.timeFrom !== ''
    ? new SceneTimeRange({ from: `now-${panel.timeFrom}`, to: 'now' })
    : undefined;
}

function refused(panel: PanelJson, reason: string): VizPanel {
  return new VizPanel({
    key: `panel-${panel.id ?? 0}`,
    pluginId: REFUSED_PANEL,
    title: panel.title ?? '',
    options: { title: 'The preview does not draw this panel', reason },
  });
}

/** The panel of `panel`; what the preview cannot ask or draw becomes a panel that says so. */
export function toPanel(panel: PanelJson): VizPanel {
  if (panel.libraryPanel !== undefined && panel.libraryPanel !== null) {
    return refused(panel, `It comes from the panel library (“${panel.libraryPanel.name}”), which only Grafana has.`);
  }
  if (typeof panel.timeShift === 'string' && panel.timeShift !== '') {
    return refused(panel, `Its time range is shifted by ${panel.timeShift}; shifting needs Grafana.`);
  }
  const targets = (panel.targets ?? []) as unknown as Target[];
  const { datasource, refusal } = sourceOf(panel, targets);
  if (refusal !== undefined) {
    return refused(panel, refusal);
  }
  const $data = toData(panel, targets, datasource);
  const $timeRange = toTimeRange(panel);
  return new VizPanel({
    key: `panel-${panel.id ?? 0}`,
    pluginId: panel.type,
    title: panel.title ?? '',
    ...(panel.description === undefined ? {} : { description: panel.description }),
    options: panel.options ?? {},
    fieldConfig: (panel.fieldConfig ?? { defaults: {}, overrides: [] }) as FieldConfigSource,
    ...(panel.pluginVersion === undefined ? {} : { pluginVersion: panel.pluginVersion }),
    displayMode: panel.transparent === true ? 'transparent' : 'default',
    hoverHeader: (panel.title ?? '') === '',
    titleItems: new PanelTitleItems({
      links: panel.links ?? [],
      kind: panel.type,
      timeFrom: panel.hideTimeOverride === true ? '' : (panel.timeFrom ?? ''),
    }),
    menu: toPanelMenu(),
    ...($data === undefined ? {} : { $data }),
    ...($timeRange === undefined ? {} : { $timeRange }),
    extendPanelContext: (viz, context) => {
      context.onAddAdHocFilter = (item) => addAdHocFilter(viz, item);
    },
  });
}
