// What opens over the panel: filters, the list of keys, and the menu of a process.
import React from 'react';
import type { Forest } from '@huntboard/lineage';
import type { AlertLink } from '../exception-links';
import type { HuntLink } from '../hunt-links';
import { processLinks } from '../process-facts';
import type { LineageData } from '../read-frames';
import type { ViewActions } from '../use-view-actions';
import { toggleValue } from '../view-filter';
import type { ViewFilter } from '../view-filter';
import type { SetViewState } from '../use-view-state';
import { FilterPanel } from './FilterPanel';
import { KeyHelp } from './KeyHelp';
import { ProcessMenu } from './ProcessMenu';

export interface OverlaysProps {
  readonly data: LineageData;
  readonly forest: Forest;
  readonly filter: ViewFilter;
  readonly setState: SetViewState;
  readonly actions: ViewActions;
  readonly huntsOf: (node: number) => readonly HuntLink[];
  readonly alertsOf: (node: number) => readonly AlertLink[];
  readonly width: number;
  readonly height: number;
}

const edge = 48;

export function Overlays(props: OverlaysProps): React.ReactElement {
  const { data, forest, filter, setState, actions, width, height } = props;
  const { popover, setPopover, menu, setMenu, leave } = actions;
  const close = (): void => {
    setPopover(null);
    leave();
  };
  return (
    <>
      {popover === 'filter' && (
        <FilterPanel
          forest={forest}
          filter={filter}
          width={width}
          maxHeight={height - edge}
          onFilter={actions.setFilter}
          onClose={close}
        />
      )}
      {popover === 'keys' && <KeyHelp maxHeight={height - edge} onClose={close} />}
      {menu !== null && (
        <ProcessMenu
          forest={forest}
          {...menu}
          hunts={props.huntsOf(menu.node)}
          links={processLinks(data, forest, menu.node)}
          alerts={props.alertsOf(menu.node)}
          onFocus={actions.focusNode}
          onDetail={(node) => setState((old) => ({ ...old, selected: forest.key(node), detail: true }))}
          onOnly={(node) => actions.setFilter(toggleValue(filter, 'image', forest.name(node)))}
          onClose={() => {
            setMenu(null);
            leave();
          }}
        />
      )}
    </>
  );
}
