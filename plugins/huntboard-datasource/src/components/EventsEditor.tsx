// Events without SQL.
import React from 'react';
import type { TimeRange } from '@grafana/data';
import type { EventsQuery } from '@huntboard/query';
import type { HuntboardDataSource } from '../datasource';
import { EventConditions } from './EventConditions';
import { EventViewRow } from './EventViewRow';

export interface EventsEditorProps {
  readonly datasource: HuntboardDataSource;
  readonly query: EventsQuery;
  readonly range: TimeRange | undefined;
  readonly onChange: (query: EventsQuery) => void;
}

export function EventsEditor({ datasource, query, range, onChange }: EventsEditorProps): React.ReactElement {
  return (
    <div>
      <EventConditions
        datasource={datasource}
        conditions={query}
        range={range}
        onChange={(change) => onChange({ ...query, ...change })}
      />
      <EventViewRow view={query} onChange={onChange} />
    </div>
  );
}
