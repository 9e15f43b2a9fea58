// Grafana's time series panel, drawn with TimeSeries (uPlot).
import { FieldColorModeId, FieldConfigProperty, PanelPlugin } from '@grafana/data';
import {
  AxisColorMode,
  AxisPlacement,
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleMode,
  LineInterpolation,
  ScaleDistribution,
  StackingMode,
  VisibilityMode,
} from '@grafana/schema';
import { addCustomProperties } from '../custom-properties';
import type { TimeSeriesOptions } from './TimeSeriesPanel';
import { TimeSeriesPanel } from './TimeSeriesPanel';

const properties = {
  drawStyle: GraphDrawStyle.Line,
  lineInterpolation: LineInterpolation.Linear,
  lineWidth: 1,
  lineColor: undefined,
  lineStyle: undefined,
  fillOpacity: 0,
  fillColor: undefined,
  fillBelowTo: undefined,
  gradientMode: GraphGradientMode.None,
  thresholdsStyle: { mode: GraphThresholdsStyleMode.Off },
  spanNulls: false,
  insertNulls: false,
  showPoints: VisibilityMode.Auto,
  showValues: false,
  pointSize: 5,
  pointColor: undefined,
  pointSymbol: undefined,
  barAlignment: 0,
  barWidthFactor: 0.6,
  barMaxWidth: undefined,
  stacking: { mode: StackingMode.None, group: 'A' },
  axisPlacement: AxisPlacement.Auto,
  axisColorMode: AxisColorMode.Text,
  axisLabel: '',
  axisWidth: undefined,
  axisSoftMin: undefined,
  axisSoftMax: undefined,
  axisGridShow: undefined,
  axisCenteredZero: false,
  axisBorderShow: false,
  scaleDistribution: { type: ScaleDistribution.Linear },
  transform: undefined,
  hideFrom: { tooltip: false, viz: false, legend: false },
};

/** A new plugin instance; its meta is set by the library. */
export function timeSeriesPlugin(): PanelPlugin {
  return new PanelPlugin<TimeSeriesOptions>(TimeSeriesPanel)
    .useFieldConfig({
      standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } },
      useCustomConfig: (builder) => addCustomProperties(builder, properties),
    })
    .setDataSupport({ annotations: true, alertStates: false }) as PanelPlugin;
}
