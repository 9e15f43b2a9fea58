// The selection as a dashboard variable: read from it at first and when it changes, written to it when asked to.
import { useEffect, useRef, useState } from 'react';
import type { InterpolateFunction } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/** Walking through the tree by key must not start a query for each row that is passed. */
const settle = 350;

/** The variable's value; '' when there is no such variable or it is not set to one value. */
export function readVariable(replaceVariables: InterpolateFunction, name: string): string {
  if (name === '') return '';
  const reference = `\${${name}}`;
  const value = replaceVariables(reference);
  return value === reference || value.startsWith('{') || value === '$__all' ? '' : value;
}

/**
 * The variable's value, kept up to date: a panel whose query does not use the variable is not drawn again when it changes, so the
 * address is listened to, where Grafana keeps the values of variables.
 */
export function useVariable(replaceVariables: InterpolateFunction, name: string): string {
  const [, setSeen] = useState(0);
  useEffect(() => locationService.getHistory().listen(() => setSeen((count) => count + 1)), []);
  const inAddress: unknown = name === '' ? undefined : locationService.getSearchObject()[`var-${name}`];
  return typeof inAddress === 'string' && inAddress !== '$__all' ? inAddress : readVariable(replaceVariables, name);
}

/** Writes `id` into the variable once the selection has rested; `undefined` writes nothing. */
export function useSelectionVariable(enabled: boolean, name: string, id: string | undefined, current: string): void {
  const written = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!enabled || name === '' || id === undefined || id === current || id === written.current) return;
    const timer = setTimeout(() => {
      written.current = id;
      locationService.partial({ [`var-${name}`]: id }, true);
    }, settle);
    return () => clearTimeout(timer);
  }, [enabled, name, id, current]);
}
