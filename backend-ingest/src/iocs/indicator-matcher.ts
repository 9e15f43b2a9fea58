// Looks for indicators in an event: one look into a set for each value that could be one. Hot path.
import { BlockList, isIP } from 'node:net';
import { COL, type EventColumn, type Row } from '@huntboard/schema';
import type { Indicator, IndicatorType } from './indicator.ts';

export interface IndicatorHit {
  readonly indicator: Indicator;
  readonly field: string;
  readonly value: string;
}

/** Columns that can hold each type; the retro-hunt reads the same. */
export const INDICATOR_COLUMNS = {
  hash: ['Hashes'],
  domain: ['QueryName', 'DestinationHostname', 'SourceHostname'],
  ip: ['DestinationIp', 'SourceIp', 'IpAddress'],
  url: ['CommandLine', 'ParentCommandLine', 'ScriptBlockText', 'Payload'],
} as const satisfies Readonly<Record<IndicatorType, readonly EventColumn[]>>;

const HASH = /[0-9a-f]{32,64}/g;
const URLS = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>()\\|;,]+/g;
/** The name in an address, without user and port. */
const HOST = /^[a-z0-9+.-]+:\/\/(?:[^/?#@]*@)?([^/?#:]+)/;
const MAX_TEXT = 64 * 1024;

export class IndicatorMatcher {
  private readonly byType: Readonly<Record<IndicatorType, Map<string, Indicator>>>;
  private readonly ranges: readonly { readonly list: BlockList; readonly indicator: Indicator }[];
  readonly size: number;

  constructor(indicators: readonly Indicator[]) {
    const byType = { hash: new Map(), domain: new Map(), ip: new Map(), url: new Map() } as typeof this.byType;
    const ranges: { list: BlockList; indicator: Indicator }[] = [];
    for (const indicator of indicators) {
      const [address = '', prefix] = indicator.value.split('/');
      if (indicator.type === 'ip' && prefix !== undefined) {
        const list = new BlockList();
        list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
        ranges.push({ list, indicator });
      } else byType[indicator.type].set(indicator.value, indicator);
    }
    this.byType = byType;
    this.ranges = ranges;
    this.size = indicators.length;
  }

  match(row: Row, onHit: (hit: IndicatorHit) => void): void {
    if (this.size === 0) return;
    const { hash, domain, ip, url } = this.byType;
    const hit = (indicator: Indicator | undefined, field: string, value: string): void => {
      if (indicator !== undefined) onHit({ indicator, field, value });
    };
    if (hash.size > 0 && row[COL.Hashes] !== '')
      for (const [value] of (row[COL.Hashes] as string).toLowerCase().matchAll(HASH))
        hit(hash.get(value), 'Hashes', value);
    if (domain.size > 0)
      for (const column of INDICATOR_COLUMNS.domain)
        hit(this.domainOf(row[COL[column]] as string), column, row[COL[column]] as string);
    if (ip.size > 0 || this.ranges.length > 0)
      for (const column of INDICATOR_COLUMNS.ip) {
        const value = row[COL[column]] as string;
        if (value !== '') hit(ip.get(value.toLowerCase()) ?? this.rangeOf(value), column, value);
      }
    if (url.size === 0 && domain.size === 0) return;
    for (const column of INDICATOR_COLUMNS.url) {
      const text = row[COL[column]] as string;
      if (!text.includes('://')) continue;
      for (const [value] of text.slice(0, MAX_TEXT).toLowerCase().matchAll(URLS)) {
        hit(url.get(value.replace(/\/$/, '')), column, value);
        hit(this.domainOf(HOST.exec(value)?.[1] ?? ''), column, value);
      }
    }
  }

  /** The name itself or a domain above it. */
  private domainOf(text: string): Indicator | undefined {
    let name = text.toLowerCase().replace(/\.$/, '');
    while (name.includes('.')) {
      const known = this.byType.domain.get(name);
      if (known !== undefined) return known;
      name = name.slice(name.indexOf('.') + 1);
    }
    return undefined;
  }

  private rangeOf(address: string): Indicator | undefined {
    const version = isIP(address);
    if (version === 0) return undefined;
    return this.ranges.find(({ list }) => list.check(address, version === 6 ? 'ipv6' : 'ipv4'))?.indicator;
  }
}
