// What all dashboards have in common: folder tag, links between them, refresh, time zone.
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  TimePickerBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';

export interface DashboardHead {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
}

/** A dashboard with the house's frame; `uid` is part of links that people keep, never change it. */
export function dashboardFrame({ uid, title, description, from, refresh }: DashboardHead): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['huntboard'])
    .timezone('browser')
    .time({ from, to: 'now' })
    .refresh(refresh)
    .timepicker(new TimePickerBuilder().refreshIntervals(['10s', '30s', '1m', '5m', '15m', '1h']))
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .link(
      new DashboardLinkBuilder('Huntboard')
        .type(DashboardLinkType.Dashboards)
        .tags(['huntboard'])
        .icon('external link')
        .tooltip('')
        .asDropdown(false)
        .includeVars(false)
        .keepTime(true)
        .targetBlank(false),
    );
}
