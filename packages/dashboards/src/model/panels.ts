// The house's panels: the SDK's builders with our defaults, so that a dashboard file holds what is asked and why.
import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LogsDedupStrategy,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  PanelBuilder as AnyPanel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Logs } from '@grafana/grafana-foundation-sdk/logs';
import {
  PanelBuilder as PieChart,
  PieChartLegendOptionsBuilder,
  PieChartType,
} from '@grafana/grafana-foundation-sdk/piechart';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Text, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { inText } from './colors.ts';
import type { QueryModel } from './query.ts';
import { DATASOURCE, toTarget } from './query.ts';

/** What every panel must say: what it is, what to look for, what an empty one means, and its place on the 24-column grid. */
export interface PanelFrame {
  readonly title: string;
  /** What to look for; shown on hover. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Text of a panel without data: says whether that is good news. */
  readonly noData: string;
}

interface Framed {
  title(title: string): this;
  description(description: string): this;
  datasource(ref: { type: string; uid: string }): this;
  span(width: number): this;
  height(height: number): this;
  noValue(text: string): this;
  targets(targets: ReturnType<typeof toTarget>[]): this;
}

function frame<P extends Framed>(
  panel: P,
  { title, description, width, height, noData }: PanelFrame,
  query: QueryModel,
): P {
  return panel
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .span(width)
    .height(height)
    .noValue(noData)
    .targets([toTarget(query)]);
}

/** Steps of a threshold: the base colour, then `[from, colour]` ascending. */
export function steps(base: string, ...rest: readonly (readonly [number, string])[]): ThresholdsConfigBuilder {
  const all = [
    { value: null, color: inText(base) },
    ...rest.map(([value, color]) => ({ value, color: inText(color) })),
  ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}

/** Size of a number whose unit, 0.6 of it, is still large enough (24 px) for every colour of `steps` to stand out. */
export const largeUnit = (): VizTextDisplayOptionsBuilder => new VizTextDisplayOptionsBuilder().valueSize(40);

/** One number, coloured by its thresholds. */
export function statPanel(at: PanelFrame, query: QueryModel): Stat {
  return frame(new Stat(), at, query)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .unit('short');
}

/** Lines over time. A number called `Value` makes Grafana name each series by its label alone. */
export function linePanel(at: PanelFrame, query: QueryModel): TimeSeries {
  return frame(new TimeSeries(), at, query)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .unit('short');
}

/** A stacked histogram over time, in bars wide enough to see. */
export function histogramPanel(at: PanelFrame, query: QueryModel): TimeSeries {
  return linePanel(at, query)
    .drawStyle(GraphDrawStyle.Bars)
    .maxDataPoints(150)
    .interval('1m')
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** Rows, with sortable and filterable columns. The text for «no data» is for the empty table, not for every empty cell. */
export function tablePanel(at: PanelFrame, query: QueryModel): Table {
  return frame(new Table(), at, query)
    .showHeader(true)
    .cellHeight(TableCellHeight.Sm)
    .filterable(true)
    .inspect(false)
    .overrideByRegexp('/.*/', [{ id: 'noValue', value: '' }]);
}

/** Horizontal bars of a ranking: one bar a row. */
export function rankingPanel(at: PanelFrame, query: QueryModel): BarGauge {
  return (
    frame(new BarGauge(), at, query)
      .displayMode(BarGaugeDisplayMode.Basic)
      .orientation(VizOrientation.Horizontal)
      .showUnfilled(false)
      // By itself the text grows with the bars, to three times that of a table.
      .text(new VizTextDisplayOptionsBuilder().titleSize(13).valueSize(15))
      .reduceOptions(new ReduceDataOptionsBuilder().calcs([]).values(true).limit(12).fields(''))
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('blue'))
      .unit('short')
      .min(0)
  );
}

/** Shares of a whole. */
export function sharePanel(at: PanelFrame, query: QueryModel): PieChart {
  return frame(new PieChart(), at, query)
    .pieType(PieChartType.Donut)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs([]).values(true).limit(12).fields(''))
    .legend(
      new PieChartLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Right)
        .showLegend(true)
        .calcs([])
        .values([]),
    )
    .unit('short');
}

/** Log lines, newest first. */
export function logsPanel(at: PanelFrame, query: QueryModel): Logs {
  return frame(new Logs(), at, query)
    .showTime(true)
    .wrapLogMessage(false)
    .enableLogDetails(true)
    .prettifyLogMessage(false)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.None);
}

/** A heading in Markdown: of the second order, as titles of panels are, in the size of the fourth. */
export const headline = (text: string): string => `<h2 class="h4">${text}</h2>\n\n`;

/** Markdown. */
export function textPanel(at: Pick<PanelFrame, 'title' | 'width' | 'height'>, content: string): Text {
  return new Text()
    .title(at.title)
    .span(at.width)
    .height(at.height)
    .mode(TextMode.Markdown)
    .content(content)
    .transparent(true);
}

/** Our process lineage panel. */
export function lineagePanel(at: PanelFrame, query: QueryModel): AnyPanel {
  return frame(
    new AnyPanel().type('huntboard-lineage-panel').options({ setVariable: true, variable: 'proc_guid' }),
    at,
    query,
  );
}

/** Our triage panel: it asks for itself, so it has options and no query. */
export function triagePanel(at: Omit<PanelFrame, 'noData'>, options: Readonly<Record<string, unknown>>): AnyPanel {
  return new AnyPanel()
    .type('huntboard-triage-panel')
    .title(at.title)
    .description(at.description)
    .span(at.width)
    .height(at.height)
    .datasource(DATASOURCE)
    .options({ datasource: DATASOURCE.uid, ...options });
}

/** Colours of states over time, one band a value. */
export function statePanel(at: PanelFrame, query: QueryModel): StateTimeline {
  return frame(new StateTimeline(), at, query)
    .showValue(VisibilityMode.Never)
    .lineWidth(0)
    .fillOpacity(85)
    .rowHeight(0.8);
}
