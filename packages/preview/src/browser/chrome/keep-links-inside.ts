// Plain anchors (data links, panel links) to this origin change the route instead of loading the page anew, as in Grafana.
import { locationService } from '@grafana/runtime';

function anchorOf(event: MouseEvent): HTMLAnchorElement | null {
  const { target } = event;
  return target instanceof Element ? target.closest('a[href]') : null;
}

/** The path to route to, or null when the browser should follow the link itself. */
export function insidePath(anchor: HTMLAnchorElement, origin: string): string | null {
  const leaves = (anchor.target !== '' && anchor.target !== '_self') || anchor.hasAttribute('download');
  const url = new URL(anchor.href, origin);
  if (leaves || url.origin !== origin || /^\/(api|public|boot\.js)/.test(url.pathname)) {
    return null;
  }
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Starts listening; call once. Clicks with a modifier key or already handled by a component are left alone. */
export function keepLinksInside(): void {
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      event.altKey
    ) {
      return;
    }
    const anchor = anchorOf(event);
    const path = anchor === null ? null : insidePath(anchor, window.location.origin);
    if (path !== null) {
      event.preventDefault();
      locationService.push(path);
    }
  });
}
