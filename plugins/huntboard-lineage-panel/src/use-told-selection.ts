// The selection and the rest of the dashboard: goes where the variable says, and tells variable and bus where the viewer went.
import { useEffect, useRef } from 'react';
import type { EventBus } from '@grafana/data';
import type { Forest, RollUps } from '@huntboard/lineage';
import type { LineageOptions } from './options';
import { ProcessSelectedEvent } from './selection-event';
import { useSelectionVariable } from './use-selection-variable';
import type { SetViewState } from './use-view-state';
import { reveal } from './view-state';

export interface ToldSelection {
  readonly forest: Forest;
  readonly rollUps: RollUps;
  readonly selected: number | undefined;
  /** Id of the process that the dashboard asks for, and its node. */
  readonly focus: string;
  /** Value of the variable. */
  readonly named: string;
  readonly asked: number | undefined;
  readonly options: LineageOptions;
  readonly eventBus: EventBus;
  readonly setState: SetViewState;
}

export function useToldSelection(told: ToldSelection): void {
  const { forest, rollUps, selected, focus, named, asked, options, eventBus, setState } = told;
  // Once for each value: a refresh alone must not pull the viewer back.
  const followed = useRef(asked === undefined ? '' : focus);
  useEffect(() => {
    if (asked === undefined || followed.current === focus) return;
    followed.current = focus;
    setState((old) => reveal(old, forest, rollUps, asked));
  }, [focus, asked, forest, rollUps, setState]);

  const id = selected === undefined || forest.kind(selected) === 'host' ? undefined : forest.id(selected);
  useSelectionVariable(options.setVariable, options.variable, id, named);
  const published = useRef<string | undefined>(undefined);
  useEffect(() => {
    // The same process after a refresh is no new selection.
    if (selected === undefined || id === undefined || published.current === id) return;
    published.current = id;
    eventBus.publish(
      new ProcessSelectedEvent({
        id,
        host: forest.host(selected),
        name: forest.name(selected),
        pid: forest.pid(selected),
        start: forest.start[selected] ?? NaN,
      }),
    );
  }, [id, selected, forest, eventBus]);
}
