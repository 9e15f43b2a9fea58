// The events of the demonstration as rows, as ingestion would have them.
import type { Row } from '@huntboard/schema';
import { generateTraffic } from '@huntboard/simulation';
import { createDecoder } from '@huntboard/sources';
import { LIMITS } from '@huntboard/testing';

const TABLES = ['process_events', 'socket_events', 'user_events', 'file_events', 'yara_events', 'crontab', 'last'];
const osqueryConfiguration = {
  schedule: Object.fromEntries(TABLES.map((table) => [table, { query: `SELECT * FROM ${table};`, interval: 10 }])),
};

/** Shows every event of a demonstration that leads up to `now`, in their order; the row is re-used. Throws when an event cannot be decoded. */
export function readDemo(now: number, see: (row: Row) => void): void {
  const decoder = createDecoder({ limits: LIMITS, osqueryTable: (name) => name, now: () => now });
  const sink = {
    row: see,
    quarantine: (item: { readonly detail: string }): void => {
      throw new Error(item.detail);
    },
  };
  for (const { input, lines } of generateTraffic({ seed: 'nordwind', now, osqueryConfiguration })) {
    const delivery = { receivedAt: now, input, origin: 'demo' } as const;
    if (input === 'http-events') decoder.decode(Buffer.from(lines.join('\n')), delivery, sink);
    else {
      const { hostIdentifier } = JSON.parse(lines[0]!) as { hostIdentifier: string };
      const osquery = { hostIdentifier, logType: 'result' } as const;
      decoder.decode(Buffer.from(`[${lines.join(',')}]`), { ...delivery, osquery }, sink);
    }
  }
}
