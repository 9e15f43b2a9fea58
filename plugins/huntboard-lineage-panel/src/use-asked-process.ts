// The process that the dashboard asks for: the one that a variable names, or that of the alert which the query is about.
import { useState } from 'react';
import type { InterpolateFunction, PanelData } from '@grafana/data';
import type { LineageData } from './read-frames';

/** Process of the alert that a query of kind Lineage names; '' when it names none, or the data do not tell of it. */
export function processOfAskedAlert(
  request: PanelData['request'],
  replaceVariables: InterpolateFunction,
  data: LineageData | undefined,
): string {
  for (const target of request?.targets ?? []) {
    const alertId: unknown = 'alertId' in target ? target.alertId : undefined;
    const process = typeof alertId === 'string' && alertId !== '' && data?.processOfAlert(replaceVariables(alertId));
    if (process) return process;
  }
  return '';
}

/** Of the two the one that changed last; at first the variable, which a viewer that went on from the alert has set. */
export function useAskedProcess(named: string, byAlert: string): string {
  const [known, setKnown] = useState({ named, byAlert, asked: named || byAlert });
  if (known.named === named && known.byAlert === byAlert) return known.asked;
  const asked = known.byAlert === byAlert ? named : byAlert || named;
  setKnown({ named, byAlert, asked });
  return asked;
}
