// A link that leads to an exception: `do=exception` in the address opens the dialog once the linked alert is there.
import { useEffect, useRef } from 'react';
import { locationService } from '@grafana/runtime';

/** `alert` is the alert whose detail has come, null before; `ready` says whether it is known who acts. */
export function useLinkedException(linked: string, alert: string | null, ready: boolean, open: () => void): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    if (!ready || linked === '' || alert !== linked || locationService.getSearchObject()['do'] !== 'exception') return;
    // Once: going back or sharing the address must not open it again.
    locationService.partial({ do: null }, true);
    latest.current();
  }, [linked, alert, ready]);
}
