// Alerts that plugins publish on the app event bus, kept for the notice stack in the corner of the page.
import type { AlertErrorPayload, AlertPayload } from '@grafana/data';
import { AppEvents, EventBusSrv } from '@grafana/data';
import { BehaviorSubject } from 'rxjs';

export interface Notice {
  readonly id: number;
  readonly severity: 'success' | 'error' | 'warning' | 'info';
  readonly title: string;
  readonly text: string;
}

/** The bus that Grafana's `getAppEvents()` returns. */
export const appEvents = new EventBusSrv();

/** Notices on screen, oldest first. */
export const notices = new BehaviorSubject<readonly Notice[]>([]);

let lastId = 0;

function add(severity: Notice['severity'], payload: AlertPayload | AlertErrorPayload | undefined): void {
  if (payload === undefined) {
    return;
  }
  lastId += 1;
  const [title, text] = payload;
  notices.next([
    ...notices.value.slice(-3),
    { id: lastId, severity, title, text: text instanceof Error ? text.message : String(text ?? '') },
  ]);
}

/** Takes the notice with `id` off the screen. */
export function dismissNotice(id: number): void {
  notices.next(notices.value.filter((notice) => notice.id !== id));
}

/** Starts collecting alerts from the bus; call once. */
export function collectNotices(): void {
  appEvents.on(AppEvents.alertSuccess, (payload) => add('success', payload));
  appEvents.on(AppEvents.alertError, (payload) => add('error', payload));
  appEvents.on(AppEvents.alertWarning, (payload) => add('warning', payload));
  appEvents.on(AppEvents.alertInfo, (payload) => add('info', payload));
}
