// Which events a log source of a rule means, as an expression over columns.
import type { LogSource } from '../model/rule.ts';
import { allOf, anyOf, is } from './event-test.ts';
import type { EventExpr } from './event-test.ts';
import { hostCategory, hostProducts, isHostCategory } from './host-categories.ts';
import type { HostProduct } from './host-categories.ts';
import { bareServices, genericCategories, oneStreamProducts, servicesOf, servicesRead } from './known-sources.ts';

export type ResolvedLogSource =
  | {
      readonly ok: true;
      /** Reads only `logSourceColumns`. */
      readonly value: EventExpr;
      /** Why the events it means may not be what the author has in mind. */
      readonly warning?: string;
    }
  | { readonly ok: false; readonly reason: string };

/** Names of log sources compare without regard to case; sources write them in lower case. */
const normal = (name: string | undefined): string => name?.trim().toLowerCase() ?? '';

const isHostProduct = (product: string): product is HostProduct =>
  (hostProducts as readonly string[]).includes(product);

/**
 * A log source is met by events that our sources know to be of that kind, and by events whose shipper declares the product,
 * category and service that it names. One that nobody knows can still be declared: it resolves so, with a warning.
 */
export function resolveLogSource(logsource: LogSource): ResolvedLogSource {
  const product = normal(logsource.product);
  const category = normal(logsource.category);
  const service = normal(logsource.service);
  if (product === '' && category === '' && service === '')
    return { ok: false, reason: 'the log source names neither a product nor a category nor a service' };
  const asked = [
    ...(product === '' ? [] : [is('product', product)]),
    ...(category === '' ? [] : [is('category', category)]),
    ...(service === '' ? [] : [is('service', service)]),
  ];
  const known = knownBranches(product, category, service);
  if (known === undefined)
    return {
      ok: true,
      value: allOf(...asked),
      warning: `no source is known for ${describe(product, category, service)}: only events that declare it can match`,
    };
  const isCovered = category === '' || known.some((branch) => isWider(branch, asked));
  return { ok: true, value: anyOf(isCovered ? known : [...known, allOf(...asked)]) };
}

/** Where our own sources see such events; undefined when the log source is not known. */
function knownBranches(product: string, category: string, service: string): readonly EventExpr[] | undefined {
  if (category === '') return bySystem(product, service);
  const kinds = byCategory(product, category);
  if (kinds === undefined || service === '') return kinds;
  const systems = bySystem(product, service);
  return systems === undefined ? undefined : [allOf(anyOf(kinds), anyOf(systems))];
}

function byCategory(product: string, category: string): readonly EventExpr[] | undefined {
  if (isHostCategory(category)) {
    const systems = product === '' ? hostProducts : hostProducts.filter((system) => system === product);
    const branches = systems.flatMap((system) => hostCategory(system, category));
    if (branches.length > 0) return branches;
    return systems.length === 0 && servicesOf(product) !== undefined ? [declares(product, category)] : undefined;
  }
  const generic = genericCategories.get(category);
  if (generic === undefined) return undefined;
  if (product === '') return generic;
  if (product === 'kubernetes') return [is('product', product)];
  if (product === 'rpc_firewall') return [is('Channel', 'RPCFW'), declares(product, category)];
  if (category === 'antivirus' && isHostProduct(product))
    return generic.map((kind) => allOf(is('product', product), kind));
  return servicesOf(product) === undefined ? undefined : [declares(product, category)];
}

function bySystem(product: string, service: string): readonly EventExpr[] | undefined {
  if (product === '') return bareServices.has(service) ? [is('service', service)] : undefined;
  const services = servicesOf(product);
  if (services === undefined) return undefined;
  if (service === '' || oneStreamProducts.has(product)) return [is('product', product)];
  return services.has(service)
    ? [allOf(is('product', product), is('service', ...servicesRead(product, service)))]
    : undefined;
}

const declares = (product: string, category: string): EventExpr =>
  allOf(is('product', product), is('category', category));

const isSame = (a: EventExpr, b: EventExpr): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the branch is for events that declare the log source: it asks for nothing else, save for what it leaves out on purpose. */
function isWider(branch: EventExpr, asked: readonly EventExpr[]): boolean {
  const needed = branch.kind === 'and' ? branch.items : [branch];
  return needed.every((item) => item.kind === 'not' || asked.some((one) => isSame(one, item)));
}

function describe(product: string, category: string, service: string): string {
  return [
    ...(product === '' ? [] : [`product ${product}`]),
    ...(category === '' ? [] : [`category ${category}`]),
    ...(service === '' ? [] : [`service ${service}`]),
  ].join(', ');
}
