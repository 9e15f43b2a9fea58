// A dashboard's JSON as a scene: time, variables, annotations, panels, controls.
import type { SceneObject } from '@grafana/scenes';
import {
  behaviors,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  VariableValueSelectors,
} from '@grafana/scenes';
import { AnnotationControls } from './AnnotationControls';
import type { DashboardJson } from './dashboard-json';
import { DashboardLinks } from './DashboardLinks';
import { DashboardRoot } from './DashboardRoot';
import { Refusals } from './refusals';
import { toAnnotations } from './to-annotations';
import { toLayout } from './to-layout';
import { toVariableSet } from './to-variables';

/** Intervals the refresh picker offers when the dashboard names none. */
const REFRESH_INTERVALS = ['5s', '10s', '30s', '1m', '5m', '15m', '30m', '1h'];

export interface DashboardScene {
  readonly scene: DashboardRoot;
  /** What the preview leaves out of this dashboard, in words. */
  readonly refusals: readonly string[];
}

function toTimeRange(dashboard: DashboardJson): SceneTimeRange {
  const { time, timezone, weekStart, fiscalYearStartMonth, timepicker } = dashboard;
  return new SceneTimeRange({
    from: time?.from ?? 'now-6h',
    to: time?.to ?? 'now',
    ...(timezone === undefined || timezone === '' ? {} : { timeZone: timezone }),
    ...(weekStart === undefined || weekStart === '' ? {} : { weekStart: weekStart as 'monday' }),
    ...(fiscalYearStartMonth === undefined ? {} : { fiscalYearStartMonth }),
    ...(timepicker?.nowDelay === undefined ? {} : { UNSAFE_nowDelay: timepicker.nowDelay }),
  });
}

function toTimeControls(dashboard: DashboardJson): SceneObject[] {
  const links = new DashboardLinks({ links: dashboard.links ?? [] });
  if (dashboard.timepicker?.hidden === true) {
    return [links];
  }
  const refresh = new SceneRefreshPicker({
    refresh: typeof dashboard.refresh === 'string' ? dashboard.refresh : '',
    intervals: dashboard.timepicker?.refresh_intervals ?? REFRESH_INTERVALS,
    isOnCanvas: true,
    withText: true,
  });
  return [links, new SceneTimePicker({ isOnCanvas: true }), refresh];
}

/** Maps `dashboard`; never fails on a part it does not know, but lists it in `refusals`. */
export function toScene(dashboard: DashboardJson): DashboardScene {
  const refusals = new Refusals();
  const $data = toAnnotations(dashboard.annotations?.list ?? [], refusals);
  const scene = new DashboardRoot({
    key: `dashboard-${dashboard.uid ?? ''}`,
    $timeRange: toTimeRange(dashboard),
    $variables: toVariableSet(dashboard.templating?.list ?? [], refusals),
    ...($data === undefined ? {} : { $data }),
    $behaviors: [
      new behaviors.CursorSync({ key: 'cursor-sync', sync: dashboard.graphTooltip ?? 0 }),
      new behaviors.SceneQueryController(),
    ],
    controls: [new VariableValueSelectors({}), ...($data === undefined ? [] : [new AnnotationControls({})])],
    timeControls: toTimeControls(dashboard),
    body: toLayout(dashboard.panels ?? [], refusals),
  });
  return { scene, refusals: refusals.list };
}
