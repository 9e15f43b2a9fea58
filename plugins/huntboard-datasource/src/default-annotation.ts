// What a new annotation asks.
import type { HuntboardQuery } from './huntboard-query';

/** Alerts that are high or worse, on any host. */
export const defaultAnnotation: HuntboardQuery = {
  refId: 'annotation',
  kind: 'annotations',
  version: 1,
  levels: ['critical', 'high'],
  hosts: [],
  limit: 500,
};
