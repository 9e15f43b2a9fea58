// Bar gauge: one horizontal or vertical bar per value.
import type { FieldDisplay, PanelProps } from '@grafana/data';
import { getDisplayValueAlignmentFactors, getFieldConfigWithMinMax, VizOrientation } from '@grafana/data';
import type { BarGaugeNamePlacement, BarGaugeValueMode, VizTextDisplayOptions } from '@grafana/schema';
import { BarGaugeDisplayMode, BarGaugeSizing } from '@grafana/schema';
import type { VizRepeaterRenderValueProps } from '@grafana/ui';
import { BarGauge, useTheme2, VizRepeater } from '@grafana/ui';
import React from 'react';
import { LinkedValue } from '../LinkedValue';
import { NoDataView } from '../NoDataView';
import type { ReducingOptions } from '../reduced-values';
import { hasNoRows, reducedValues } from '../reduced-values';

export interface BarGaugeOptions extends ReducingOptions {
  readonly orientation?: VizOrientation;
  readonly displayMode?: BarGaugeDisplayMode;
  readonly valueMode?: BarGaugeValueMode;
  readonly namePlacement?: BarGaugeNamePlacement;
  readonly showUnfilled?: boolean;
  readonly text?: VizTextDisplayOptions;
  readonly sizing?: BarGaugeSizing;
  readonly minVizWidth?: number;
  readonly minVizHeight?: number;
  readonly maxVizHeight?: number;
}

type Alignment = ReturnType<typeof getDisplayValueAlignmentFactors>;

/** Draws every reduced value as a bar. */
export function BarGaugePanel(props: PanelProps<BarGaugeOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { options, width, height, data, renderCounter, fieldConfig, id } = props;
  const manual = options.sizing === BarGaugeSizing.Manual;
  if (hasNoRows(props)) {
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} />;
  }

  const renderValue = ({
    value,
    width: w,
    height: h,
    orientation,
    alignmentFactors,
    count,
  }: VizRepeaterRenderValueProps<FieldDisplay, Alignment>) => (
    <LinkedValue display={value}>
      {(api) => (
        <BarGauge
          theme={theme}
          value={value.display}
          field={
            value.view === undefined || value.colIndex === undefined
              ? value.field
              : getFieldConfigWithMinMax(value.view.dataFrame.fields[value.colIndex]!, false)
          }
          {...(value.view === undefined || value.colIndex === undefined ? {} : displayOf(value))}
          width={w}
          height={h}
          orientation={orientation}
          alignmentFactors={count > 1 ? alignmentFactors : undefined}
          displayMode={options.displayMode ?? BarGaugeDisplayMode.Gradient}
          itemSpacing={options.displayMode === BarGaugeDisplayMode.Lcd ? 2 : 10}
          lcdCellWidth={12}
          showUnfilled={options.showUnfilled ?? true}
          text={options.text}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
          {...(api.openMenu === undefined ? {} : { onClick: api.openMenu })}
          {...(api.targetClassName === undefined ? {} : { className: api.targetClassName })}
        />
      )}
    </LinkedValue>
  );

  return (
    <div style={{ width, height, overflowX: 'hidden', overflowY: 'auto' }}>
      <VizRepeater<FieldDisplay, Alignment>
        getValues={() => reducedValues(props, theme)}
        getAlignmentFactors={getDisplayValueAlignmentFactors}
        renderValue={renderValue}
        width={width}
        height={height}
        source={data}
        renderCounter={renderCounter}
        orientation={options.orientation ?? VizOrientation.Auto}
        minVizWidth={manual ? (options.minVizWidth ?? 8) : 8}
        minVizHeight={manual ? (options.minVizHeight ?? 16) : 16}
        maxVizHeight={manual ? (options.maxVizHeight ?? 300) : 300}
        itemSpacing={options.displayMode === BarGaugeDisplayMode.Lcd ? 2 : 10}
      />
    </div>
  );
}

function displayOf(value: FieldDisplay): object {
  const display = value.view?.getFieldDisplayProcessor(value.colIndex ?? 0);
  return display === undefined || display === null ? {} : { display };
}
