// The counters of /metrics, as a test compares them.

export interface Books {
  readonly received: number;
  readonly stored: number;
  readonly filtered: number;
  readonly quarantined: number;
  readonly queued: number;
}

function sum(text: string, name: string): number {
  let total = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name) || !/^[{ ]/.test(line.slice(name.length))) continue;
    total += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return total;
}

/** Reads the books from the text of /metrics, over all inputs. */
export function readBooks(text: string): Books {
  return {
    received: sum(text, 'huntboard_events_received_total'),
    stored: sum(text, 'huntboard_events_stored_total'),
    filtered: sum(text, 'huntboard_events_filtered_total'),
    quarantined: sum(text, 'huntboard_events_quarantined_total'),
    queued: sum(text, 'huntboard_events_queued'),
  };
}

/** Value of one gauge. */
export const gauge = (text: string, name: string): number => sum(text, name);
