// Stat: one big number per value, with sparkline and links.
import type { FieldDisplay, PanelProps } from '@grafana/data';
import { getDisplayValueAlignmentFactors, VizOrientation } from '@grafana/data';
import type { PercentChangeColorMode, VizTextDisplayOptions } from '@grafana/schema';
import type { VizRepeaterRenderValueProps } from '@grafana/ui';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  useTheme2,
  VizRepeater,
} from '@grafana/ui';
import React from 'react';
import { LinkedValue } from '../LinkedValue';
import { failure, NoDataView } from '../NoDataView';
import type { ReducingOptions } from '../reduced-values';
import { reducedValues } from '../reduced-values';

export interface StatOptions extends ReducingOptions {
  readonly orientation?: VizOrientation;
  readonly colorMode?: BigValueColorMode;
  readonly graphMode?: BigValueGraphMode;
  readonly justifyMode?: BigValueJustifyMode;
  readonly textMode?: BigValueTextMode;
  readonly text?: VizTextDisplayOptions;
  readonly wideLayout?: boolean;
  readonly showPercentChange?: boolean;
  readonly percentChangeColorMode?: PercentChangeColorMode;
}

type Alignment = ReturnType<typeof getDisplayValueAlignmentFactors>;

/** Draws every reduced value of the data in a grid of BigValues. */
export function StatPanel(props: PanelProps<StatOptions>): React.JSX.Element {
  const theme = useTheme2();
  const { options, width, height, data, renderCounter, id, fieldConfig } = props;
  const graphMode = options.graphMode ?? BigValueGraphMode.Area;
  if (failure(data) !== undefined) {
    // A failed count must not look like a count of zero.
    return <NoDataView panelId={id} data={data} fieldConfig={fieldConfig} />;
  }
  const getValues = (): FieldDisplay[] =>
    reducedValues(props, theme, {
      sparkline: graphMode !== BigValueGraphMode.None,
      percentChange: options.showPercentChange === true,
    });

  const renderValue = ({
    value,
    width: itemWidth,
    height: itemHeight,
    alignmentFactors,
    count,
  }: VizRepeaterRenderValueProps<FieldDisplay, Alignment>) => (
    <LinkedValue display={value}>
      {(api) => (
        <BigValue
          theme={theme}
          value={value.display}
          count={count}
          width={itemWidth}
          height={itemHeight}
          alignmentFactors={alignmentFactors}
          colorMode={options.colorMode ?? BigValueColorMode.Value}
          graphMode={graphMode}
          justifyMode={options.justifyMode ?? BigValueJustifyMode.Auto}
          textMode={options.textMode ?? BigValueTextMode.Auto}
          text={options.text ?? {}}
          disableWideLayout={options.wideLayout === false}
          hasLinks={value.hasLinks}
          {...(value.sparkline === undefined ? {} : { sparkline: value.sparkline })}
          {...(options.percentChangeColorMode === undefined
            ? {}
            : { percentChangeColorMode: options.percentChangeColorMode })}
          {...(api.openMenu === undefined ? {} : { onClick: api.openMenu })}
          {...(api.targetClassName === undefined ? {} : { className: api.targetClassName })}
        />
      )}
    </LinkedValue>
  );

  return (
    <VizRepeater<FieldDisplay, Alignment>
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={renderValue}
      width={width}
      height={height}
      source={data}
      renderCounter={renderCounter}
      orientation={options.orientation ?? VizOrientation.Auto}
      autoGrid={true}
      itemSpacing={3}
    />
  );
}
