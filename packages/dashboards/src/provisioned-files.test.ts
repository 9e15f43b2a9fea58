// The files under provisioning/ must be what the code makes, fit what Grafana reads, and refer only to what exists.
import { parseQuery } from '@huntboard/query';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { contactPointSamples, contactPoints, muteTimings, policies } from './alerting/notifications.ts';
import { provisioningFiles } from './index.ts';
import { dashboardQueries, ruleQueries, withVariables } from './testing/asked-queries.ts';
import {
  appsSchema,
  contactPointsSchema,
  dashboardSchema,
  datasourcesSchema,
  muteTimingsSchema,
  pluginSchema,
  policiesSchema,
  providersSchema,
  rulesSchema,
  templatesSchema,
} from './testing/schemas.ts';
import { complaints } from './testing/validate.ts';

const root = join(__dirname, '../../..');
const files = provisioningFiles();
const yaml = (path: string): unknown => parse(files[path] ?? '');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly noValue?: string; readonly links?: readonly unknown[] } };
}
interface DashboardJson {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list?: readonly { readonly name: string }[] };
}
const dashboards = Object.entries(files)
  .filter(([path]) => path.endsWith('.json'))
  .map(([path, text]) => [path, JSON.parse(text) as DashboardJson] as const);
const byUid = new Map(dashboards.map(([, dashboard]) => [dashboard.uid, dashboard]));

test.each(Object.keys(files))('%s is committed as the code makes it', (path) => {
  expect(readFileSync(join(root, 'provisioning', path), 'utf8')).toBe(files[path]);
});

test('no dashboard lies about that the code no longer makes', () => {
  const committed = readdirSync(join(root, 'provisioning/dashboards')).filter((name) => name.startsWith('hb-'));
  expect(committed.sort()).toEqual(dashboards.map(([path]) => path.slice('dashboards/'.length)).sort());
});

test.each(dashboards)('%s fits the dashboard model', (_, dashboard) => {
  expect(complaints(dashboardSchema, dashboard)).toEqual([]);
});

test.each(dashboards)('%s: panels have their own numbers and do not overlap', (_, dashboard) => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos } of dashboard.panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(`${taken.get(`${x},${y}`) ?? 'free'} under ${title}`).toBe(`free under ${title}`);
        taken.set(`${x},${y}`, title);
      }
    }
  }
});

test.each(dashboards)('%s: an empty panel says what that means', (_, dashboard) => {
  // The triage panel says so itself.
  const silent = dashboard.panels.filter(
    ({ type, fieldConfig }) => !['text', 'huntboard-triage-panel'].includes(type) && !fieldConfig?.defaults.noValue,
  );
  expect(silent.map(({ title }) => title)).toEqual([]);
});

test.each(dashboards)('%s: links lead to dashboards that exist, with variables that they have', (path, dashboard) => {
  const links = [...(files[path] ?? '').matchAll(/"url": "\/d\/([\w-]+)\?([^"]*)"/g)];
  expect(links.length > 0 || dashboard.uid === 'none').toBe(true);
  for (const [, uid, query] of links) {
    const target = byUid.get(uid!);
    expect(`${uid} ${target === undefined ? 'is missing' : 'exists'}`).toBe(`${uid} exists`);
    const names = (target!.templating.list ?? []).map(({ name }) => name);
    for (const [, name] of query!.matchAll(/var-(\w+)=/g)) expect(names).toContain(name);
    // The range of the board, or that of the number when it counts over another.
    expect(query).toMatch(/\$\{__url_time_range\}|from=now-30d&to=now/);
    const panel = /viewPanel=panel-(\d+)/.exec(query!)?.[1];
    if (panel !== undefined) expect(target!.panels.map(({ id }) => String(id))).toContain(panel);
  }
});

test.each(dashboards)('%s: every number opens the rows behind it', (_, dashboard) => {
  const numbers = dashboard.panels.filter(({ type }) => type === 'stat');
  const shut = numbers.filter(({ fieldConfig }) => (fieldConfig?.defaults.links ?? []).length !== 1);
  expect(shut.map(({ title }) => title)).toEqual([]);
});

/** What a panel of `columns` grid columns leaves to the cells of its table in a window of 1440 px: its gaps, borders and scrollbar off. */
const roomOf = (columns: number): number => Math.floor((1408 + 8) / 24) * columns - 8 - 2 - 8;
const DEFAULT_COLUMN = 150;

interface Override {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}
const tables = dashboards.flatMap(([, { uid, panels }]) =>
  panels.flatMap((panel) => (panel.type === 'table' ? [[`${uid}: ${panel.title}`, panel] as const] : [])),
);
test.each(tables)('%s: its columns fit into a window of 1440 px', (_, panel) => {
  const overrides = (panel.fieldConfig as unknown as { overrides: readonly Override[] }).overrides;
  const columns = overrides.flatMap(({ matcher, properties }) => {
    const value = (id: string): unknown => properties.find((property) => property.id === id)?.value;
    if (matcher.id !== 'byName' || value('custom.hidden') === true) return [];
    return [{ fixed: Number(value('custom.width') ?? 0), least: Number(value('custom.minWidth') ?? DEFAULT_COLUMN) }];
  });
  // As Grafana's table does: columns without a width share what is left equally, but none gets less than its least.
  const fixed = columns.reduce((sum, column) => sum + column.fixed, 0);
  const shared = columns.filter((column) => column.fixed === 0);
  const share = (roomOf(panel.gridPos.w) - fixed) / Math.max(1, shared.length);
  expect(share).toBeGreaterThanOrEqual(Math.max(0, ...shared.map(({ least }) => least)));
});

/** The width of a header in px: its letters, the filter's sign and what is around them. */
const headerWidth = (label: string): number => Math.floor(7.2 * label.length) + 32;
// The names of the matrix are headers of two lines.
const plain = tables.filter(([at]) => !at.startsWith('hb-detections: ATT&CK'));
test.each(plain)('%s: every column that is shown has a header in words, and room for it', (_, panel) => {
  const { overrides } = panel.fieldConfig as unknown as { overrides: readonly Override[] };
  const shut = overrides.flatMap(({ matcher, properties }) => {
    const value = (id: string): unknown => properties.find((property) => property.id === id)?.value;
    if (matcher.id !== 'byName' || value('custom.hidden') === true) return [];
    const label = value('displayName') as string | undefined;
    const width = Number(value('custom.width') ?? value('custom.minWidth') ?? DEFAULT_COLUMN);
    return label !== undefined && width >= headerWidth(label) ? [] : [`${matcher.options}: ${label} in ${width} px`];
  });
  expect(shut).toEqual([]);
});

const choices = {
  category: ['process'],
  host: ['ws-01'],
  user: ['a\\b'],
  text: ["it's"],
  proc_guid: ['00000000-0000-0000-0000-000000000001'],
  alert: ['00000000-0000-0000-0000-000000000002'],
  servers: ['^web'],
};

test.each([...dashboardQueries(), ...ruleQueries()].map((query) => [query.at, query.model] as const))(
  '%s is a query that the datasource knows',
  (_, model) => {
    const parsed = parseQuery(withVariables(model, choices));
    expect(parsed).toMatchObject({ ok: true });
  },
);

test('alert rules fit and hang together', () => {
  const rules = yaml('alerting/rules.yaml');
  expect(complaints(rulesSchema, rules)).toEqual([]);
  const { groups } = rules as {
    groups: {
      rules: {
        uid: string;
        condition: string;
        dashboardUid: string;
        panelId: number;
        labels: object;
        annotations: Record<string, string>;
        data: { refId: string; datasourceUid: string; model: { expression?: string } }[];
      }[];
    }[];
  };
  const all = groups.flatMap((group) => group.rules);
  expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
  for (const { condition, data, dashboardUid, panelId, labels, annotations } of all) {
    const known: string[] = [];
    for (const { refId, datasourceUid, model } of data) {
      expect(['huntboard', '__expr__']).toContain(datasourceUid);
      if (model.expression !== undefined) expect(known).toContain(model.expression);
      known.push(refId);
    }
    expect(known).toContain(condition);
    expect(byUid.get(dashboardUid)?.panels.map(({ id }) => id)).toContain(panelId);
    // Grafana expands $NAME in labels, and ${NAME} in annotations, from its environment: templates must not look like that.
    expect(JSON.stringify(labels)).not.toContain('$');
    expect(JSON.stringify(annotations)).not.toContain('${');
  }
});

test('contact points and policies fit, and alerts arrive somewhere', () => {
  expect(complaints(contactPointsSchema, yaml('alerting/contact-points.yaml'))).toEqual([]);
  expect(complaints(policiesSchema, yaml('alerting/policies.yaml'))).toEqual([]);
  const names: readonly string[] = contactPoints.contactPoints.map(({ name }) => name);
  const quiet: readonly string[] = muteTimings.muteTimes.map(({ name }) => name);
  for (const policy of policies.policies) {
    for (const route of [policy, ...policy.routes]) {
      expect(names).toContain(route.receiver);
      for (const name of 'mute_time_intervals' in route ? route.mute_time_intervals : []) expect(quiet).toContain(name);
    }
  }
});

test.each(Object.entries(contactPointSamples))('the sample %s fits, under a uid of its own', (_, document) => {
  expect(complaints(contactPointsSchema, document)).toEqual([]);
  const own = contactPoints.contactPoints.flatMap(({ receivers }) => receivers.map(({ uid }): string => uid));
  for (const { receivers } of document.contactPoints) for (const { uid } of receivers) expect(own).not.toContain(uid);
});

test('mute timings and templates fit; a template names nothing that Grafana would take from its environment', () => {
  expect(complaints(muteTimingsSchema, yaml('alerting/mute-timings.yaml'))).toEqual([]);
  expect(complaints(templatesSchema, yaml('alerting/templates.yaml'))).toEqual([]);
  expect(
    files['alerting/templates.yaml']!.split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n'),
  ).not.toContain('$');
});

test('every rule has a team and a severity that a policy can route by, or a severity from its query', () => {
  const { groups } = yaml('alerting/rules.yaml') as {
    groups: { rules: { labels: Record<string, string>; data: { model: { sql?: string } }[] }[] }[];
  };
  for (const { labels, data } of groups.flatMap(({ rules }) => rules)) {
    expect(['soc', 'platform']).toContain(labels['team']);
    if (labels['severity'] === undefined) expect(data[0]!.model.sql).toContain('severity');
  }
});

test('datasource, dashboard provider and plugins fit', () => {
  expect(complaints(datasourcesSchema, yaml('datasources/huntboard.yaml'))).toEqual([]);
  expect(complaints(providersSchema, yaml('dashboards/huntboard.yaml'))).toEqual([]);
  expect(complaints(appsSchema, yaml('plugins/huntboard.yaml'))).toEqual([]);
});

const plugins = readdirSync(join(root, 'plugins')).filter((name) =>
  existsSync(join(root, 'plugins', name, 'src/plugin.json')),
);

test.each(plugins)('%s: plugin.json fits and its pictures exist', (name) => {
  const folder = join(root, 'plugins', name, 'src');
  const plugin = JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8')) as {
    id: string;
    info: { logos: { small: string; large: string }; screenshots?: { path: string }[] };
    backend?: boolean;
    executable?: string;
  };
  expect(complaints(pluginSchema, plugin)).toEqual([]);
  expect(plugin.id).toBe(name);
  for (const path of [
    plugin.info.logos.small,
    plugin.info.logos.large,
    ...(plugin.info.screenshots ?? []).map((shot) => shot.path),
  ]) {
    expect(existsSync(join(folder, path))).toBe(true);
  }
  if (plugin.backend) expect(plugin.executable).toBeDefined();
});
