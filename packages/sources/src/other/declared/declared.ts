// Events whose shipper says what they are: `logsource: {product, service, category}` as in Sigma rules, beside the fields themselves.
import type { FlatEvent, FlatSource } from '../../flat/flat-source.ts';
import { firstOf, textAt } from '../../flat/read-path.ts';
import { sigmaColumns } from '../../flat/sigma-columns.ts';
import { isObject } from '../../values/json.ts';
import type { JsonObject, JsonValue } from '../../values/json.ts';
import { parseAnyTime } from '../../values/time.ts';

const TIMES = ['@timestamp', 'timestamp', 'time', 'ts', 'eventTime', 'UtcTime', 'datetime', 'date'];
const HOSTS = ['Computer', 'ComputerName', 'hostname', 'host.name', 'host', 'Hostname', 'node'];
const USERS = ['User', 'user', 'username', 'cs-username', 'user.name', 'suser'];
const ADDRESSES = ['SourceIp', 'src_ip', 'c-ip', 'source.ip', 'id.orig_h', 'srcip', 'src'];
const TARGETS = ['DestinationIp', 'dst_ip', 'dest_ip', 'destination.ip', 'id.resp_h', 'dstip', 'dst', 's-ip'];

/** Systems whose events have Sysmon's names, and so its columns. */
const HOST_PRODUCTS: ReadonlySet<string> = new Set(['windows', 'linux', 'macos']);

export const declared: FlatSource = {
  shape: 'declared',
  source: 'declared',
  skip: new Set(['logsource']),
  matches: (event) => {
    const { logsource } = event;
    return isObject(logsource) && ['product', 'service', 'category'].some((name) => declares(logsource, name) !== '');
  },
  read: (event) => {
    const logsource = event['logsource'] as JsonObject;
    const product = declares(logsource, 'product');
    const category = declares(logsource, 'category');
    const service = declares(logsource, 'service');
    const isOfHost = HOST_PRODUCTS.has(product);
    return {
      product,
      service: firstOf(service, 'declared'),
      category: firstOf(category, 'declared'),
      action: 'event',
      time: timeOf(event),
      computer: firstOf(first(event, HOSTS), product, service, category),
      columns: {
        ...(isOfHost ? sigmaColumns(event) : {}),
        User: first(event, USERS),
        SourceIp: first(event, ADDRESSES),
        DestinationIp: first(event, TARGETS),
      },
    } satisfies FlatEvent;
  },
};

function declares(logsource: JsonObject, name: string): string {
  const value = logsource[name];
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

/** The first of the members that is a text, by its name or by a path of names. */
function first(event: JsonObject, names: readonly string[]): string {
  return firstOf(...names.map((name) => firstOf(textAt(event, name), textAt(event, ...name.split('.')))));
}

function timeOf(event: JsonObject): number {
  for (const name of TIMES) {
    const time = parseAnyTime(event[name] as JsonValue | undefined);
    if (time === time) return time;
  }
  return NaN;
}
