// Ways from a value to more about it, in Explore: a process to its lineage, a host, a user or a file to its events.
import type { DataFrame, DataLink } from '@grafana/data';
import type { QueryModel } from '../query-models';

export interface LinkTarget {
  readonly uid: string;
  readonly name: string;
}

const VALUE = '${__value.raw}';

type Asked = { readonly kind: QueryModel['kind'] } & Readonly<Record<string, unknown>>;

const eventsWith = (field: string): Asked => ({
  kind: 'events',
  version: 1,
  filters: [{ field, operator: '=', value: VALUE }],
});
const lineage: Asked = { kind: 'lineage', version: 1, procGuid: VALUE };

/** By field: title and what is asked. */
const LINKS: Readonly<Record<string, readonly (readonly [title: string, asks: Asked])[]>> = {
  proc_guid: [
    ['Process lineage', lineage],
    ['Events of this process', eventsWith('proc_guid')],
  ],
  parent_guid: [['Process lineage', lineage]],
  host: [
    ['Events of this host', { kind: 'events', version: 1, hosts: [VALUE] }],
    ['Processes of this host', { kind: 'lineage', version: 1, hosts: [VALUE] }],
  ],
  User: [['Events of this user', eventsWith('User')]],
  Image: [
    ['Events of this program', eventsWith('Image')],
    [
      'Where else it runs',
      { kind: 'rarity', version: 1, field: 'Image', filters: [{ field: 'Image', operator: '=', value: VALUE }] },
    ],
  ],
  event_id: [['This event', eventsWith('event_id')]],
  rule_id: [
    [
      'Events of this rule',
      { kind: 'events', version: 1, filters: [{ field: 'rule_ids', operator: '=', value: VALUE }] },
    ],
  ],
};

function linkOf(title: string, asks: Asked, { uid, name }: LinkTarget): DataLink {
  return { title, url: '', internal: { datasourceUid: uid, datasourceName: name, query: { refId: 'A', ...asks } } };
}

/** The frame with links on the fields that lead somewhere; a frame without such fields as it is. */
export function addLinks(frame: DataFrame, target: LinkTarget): DataFrame {
  if (!frame.fields.some(({ name }) => Object.hasOwn(LINKS, name))) return frame;
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      const found = Object.hasOwn(LINKS, field.name) ? LINKS[field.name] : undefined;
      if (found === undefined) return field;
      const links = found.map(([title, asks]) => linkOf(title, asks, target));
      return { ...field, config: { ...field.config, links: [...(field.config.links ?? []), ...links] } };
    }),
  };
}
