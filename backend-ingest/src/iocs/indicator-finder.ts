// Whom an alert about an indicator names as its finder, and the key under which its hits fold: the same on the stream and in a hunt.
import type { Row } from '@huntboard/schema';
import { dedupKey, type Finder } from '../detect/alert-row.ts';
import type { Indicator, IndicatorType } from './indicator.ts';

const TITLES: Readonly<Record<IndicatorType, string>> = {
  hash: 'Indicator: hash of a file',
  domain: 'Indicator: domain',
  ip: 'Indicator: address',
  url: 'Indicator: URL',
};

export function indicatorFinder(type: IndicatorType, windowMs: number): Finder {
  return { id: `ioc:${type}`, title: TITLES[type], level: 'high', tags: [], dedup: [], windowMs };
}

export function indicatorKey(finder: Finder, indicator: Indicator, row: Row): string {
  return `${dedupKey(finder, row)}|${indicator.value}`;
}
