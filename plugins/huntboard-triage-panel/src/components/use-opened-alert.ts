// Which alert or incident is open beside the queue: by a click, by a key, or by a link.
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Opened {
  readonly id: string;
  /** 0: not known, as of an alert that a link opens. */
  readonly windowStart: number;
}

export interface OpenedAlert {
  readonly opened: Opened | null;
  readonly incident: string | null;
  readonly open: (id: string, windowStart?: number) => void;
  readonly close: () => void;
  readonly setIncident: (id: string | null) => void;
}

/** `linked`: alert that a link asks for, opened once for each value. `onOpened` keeps the address in step. */
export function useOpenedAlert(linked: string, onOpened: (id: string | null) => void): OpenedAlert {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [incident, setIncident] = useState<string | null>(null);
  const open = useCallback(
    (id: string, windowStart?: number): void => {
      setIncident(null);
      setOpened((old) => (old?.id === id ? old : { id, windowStart: windowStart ?? 0 }));
      onOpened(id);
    },
    [onOpened],
  );
  const close = useCallback((): void => {
    setOpened(null);
    onOpened(null);
  }, [onOpened]);
  const followed = useRef('');
  useEffect(() => {
    if (linked === '' || followed.current === linked) return;
    followed.current = linked;
    setOpened((old) => (old?.id === linked ? old : { id: linked, windowStart: 0 }));
  }, [linked]);
  return { opened, incident, open, close, setIncident };
}
