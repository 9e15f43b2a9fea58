// Width of an element as it is now: the pane of the options is as wide as its user drags it.
import { useEffect, useState } from 'react';

/** The width in px, 0 until it is known; hand the function to the element as its `ref`. */
export function useElementWidth(): readonly [number, (element: HTMLElement | null) => void] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) return undefined;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [width, setElement];
}
