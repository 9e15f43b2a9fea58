// Everything that the dashboards and alert rules ask is executed by the real engine, as the reader, on the demonstration.
import { compileQuery, parseQuery, type QueryContext } from '@huntboard/query';
import { dashboards } from './index.ts';
import { dashboardQueries, ruleQueries, withVariables, type AskedQuery, type Chosen } from './testing/asked-queries.ts';
import { startDemoStore, type DemoStore } from './testing/demo-store.ts';

const HOUR = 3_600_000;
const ALL: Chosen = {
  category: '$__all',
  host: '$__all',
  user: '$__all',
  text: [''],
  proc_guid: [''],
  // All: the whole host.
  alert: [''],
  servers: ['^(dc|fs|sql|adm|web|app|db|srv|mail|bastion)'],
};
/** Boards about one host or one account. */
const chosenFor = (place: string): Chosen => {
  if (/^hb-(lineage|host):/.test(place)) return { ...ALL, host: ['ws-01'] };
  return place.startsWith('hb-user:') ? { ...ALL, user: ['NORDWIND\\anna.berg'] } : ALL;
};

let demo: DemoStore;
beforeAll(async () => {
  demo = await startDemoStore(Date.now());
}, 300_000);
afterAll(() => demo?.stop());

const context = (hours: number): QueryContext => ({
  timeRange: { from: demo.now - hours * HOUR, to: demo.now + 60_000 },
  intervalMs: 60_000,
  maxDataPoints: 1000,
  maxRows: 100_000,
});

async function ask(asked: AskedQuery, chosen: Chosen, hours = 24): Promise<Record<string, unknown>[][]> {
  const parsed = parseQuery(withVariables(asked.model, chosen));
  if (!parsed.ok) throw new Error(`${asked.at}: ${parsed.error.message}`);
  const compiled = compileQuery(parsed.value, context(hours));
  if (!compiled.ok) throw new Error(`${asked.at}: ${compiled.error.message}`);
  const frames: Record<string, unknown>[][] = [];
  for (const { text, params } of compiled.value.statements) {
    const values = Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
    frames.push(await demo.reader.query(text, { params: values }));
  }
  return frames;
}

const queries = dashboardQueries();
const at = (place: string): AskedQuery => {
  const found = queries.find((query) => query.at === place);
  if (found === undefined) throw new Error(`no query at ${place}`);
  return found;
};

test.each(queries.map((query) => [query.at, query] as const))('%s answers', async (_, query) => {
  await expect(ask(query, chosenFor(query.at))).resolves.toBeDefined();
});

/** A person who chose something everywhere: what is hidden behind «All» must compile, too. */
const CHOSEN: Chosen = {
  category: ['process'],
  host: ['ws-01', "o'neil"],
  user: ['NORDWIND\\anna.berg'],
  text: ["it's"],
  proc_guid: ['00000000-0000-0000-0000-000000000001'],
  alert: ['00000000-0000-0000-0000-000000000002'],
  servers: ['^web'],
};
const WITH_VARIABLES = queries.filter(({ model }) => /\$\{\w+:sqlstring\}/.test(String(model['sql'] ?? '')));
test.each(WITH_VARIABLES.map((query) => [query.at, query] as const))(
  '%s answers when something is chosen',
  async (_, query) => {
    // Boards about one host or account have one value.
    const { host, user } = chosenFor(query.at);
    const one = { ...(host === '$__all' ? {} : { host }), ...(user === '$__all' ? {} : { user }) } as Chosen;
    await expect(ask(query, { ...CHOSEN, ...one }, 1)).resolves.toBeDefined();
  },
);

test.each([
  'hb-overview: Hosts reporting',
  'hb-overview: Events',
  'hb-overview: Processes started',
  'hb-overview: Queue lag',
  'hb-overview: Alerts over time',
  'hb-overview: Events over time',
  'hb-overview: Latest alerts',
  'hb-overview: Hosts',
  'hb-overview: Events by log',
  'hb-overview: Programs never seen before',
  'hb-overview: Failed logons by source',
  'hb-hunt: Events over time',
  'hb-hunt: Events',
  'hb-hunt: Top hosts',
  'hb-hunt: Top users',
  'hb-hunt: Top images',
  'hb-hunt: Top destinations',
  'hb-hunt: Rarest parent and child',
  'hb-hunt: Events as received',
  'hb-hunt: variable category',
  'hb-hunt: variable host',
  'hb-hunt: variable user',
  'hb-hunt: annotation Alerts',
  'hb-lineage: Processes of ${host}',
  'hb-lineage: Alerts on this host',
  'hb-health: Queue lag',
  'hb-health: Unaccounted events',
  'hb-health: Silent hosts',
  'hb-health: Events acknowledged',
  'hb-health: Delay of the senders',
  'hb-health: Latest in quarantine',
  'hb-health: Sources by host',
])('%s shows something on the demonstration', async (place) => {
  const [rows] = await ask(at(place), chosenFor(place));
  expect(rows!.length).toBeGreaterThan(0);
});

interface Table {
  readonly title: string;
  readonly type: string;
  readonly targets: readonly AskedQuery['model'][];
  readonly fieldConfig: unknown;
}
const tables = dashboards().flatMap(({ uid, panels = [] }) =>
  (panels as unknown as readonly Table[])
    .filter(({ type }) => ['table', 'bargauge'].includes(type))
    .map((panel) => [`${uid}: ${panel.title}`, panel] as const),
);

test.each(tables)('%s: links and looks name columns that the answer has', async (place, panel) => {
  const parsed = parseQuery(withVariables(at(place).model, chosenFor(place)));
  const compiled = parsed.ok ? compileQuery(parsed.value, context(24)) : undefined;
  if (compiled?.ok !== true) throw new Error(`${place} does not compile`);
  const { text, params } = compiled.value.statements[0];
  const values = Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
  const columns = (await demo.reader.query<{ name: string }>(`DESCRIBE TABLE (${text})`, { params: values })).map(
    ({ name }) => name,
  );
  const config = JSON.stringify(panel.fieldConfig);
  const named = [
    ...[...config.matchAll(/__data\.fields\.(\w+)/g)].map(([, name]) => name!),
    ...[...config.matchAll(/"id":"byName","options":"(\w+)"/g)].map(([, name]) => name!),
  ];
  expect(named.filter((name) => !columns.includes(name))).toEqual([]);
});

test('filters with quotes, backslashes and several values narrow the hunt', async () => {
  const [all] = await ask(at('hb-hunt: Events'), { ...ALL, user: ['NORDWIND\\anna.berg', "o'neil"] });
  expect(all!.length).toBeGreaterThan(0);
  expect(new Set(all!.map(({ user }) => user))).toEqual(new Set(['NORDWIND\\anna.berg']));
  const [found] = await ask(at('hb-hunt: Events'), {
    ...ALL,
    category: ['process'],
    host: ['ws-01', 'fs01'],
    text: ['comsvcs.dll, minidump'],
  });
  expect(found!.map(({ process, action }) => `${String(process)} ${String(action)}`)).toContain('rundll32.exe start');
  expect(found!.every(({ host }) => host === 'ws-01')).toBe(true);
});

test('an alert that names a process id leads to the process, and the process to what it did', async () => {
  const [alerts] = await ask(at('hb-lineage: Alerts on this host'), { ...ALL, host: ['ws-01'] });
  const dump = alerts!.find(({ summary }) => String(summary).includes('LsassDump'))!;
  expect(dump['process']).toBe('rundll32.exe');
  const chosen: Chosen = { ...ALL, host: ['ws-01'], proc_guid: [String(dump['proc_guid'])] };
  const [facts] = await ask(at('hb-lineage: The chosen process'), chosen);
  expect(facts).toHaveLength(1);
  expect(facts![0]).toMatchObject({ parent: 'powershell.exe', integrity: 'High', user: 'NORDWIND\\anna.berg' });
  const [did] = await ask(at('hb-lineage: What the chosen process did'), chosen);
  expect(did!.map(({ what }) => String(what)).some((what) => what.includes('lsass.exe with 0x1FFFFF'))).toBe(true);
  const [hunted] = await ask(at('hb-hunt: Events'), {
    ...ALL,
    proc_guid: [`{${String(dump['proc_guid']).toUpperCase()}}`],
  });
  expect(hunted!.length).toBeGreaterThanOrEqual(did!.length);
});

test('the rarest pair of the demonstration is the macro', async () => {
  const [pairs] = await ask(at('hb-hunt: Rarest parent and child'), ALL);
  expect(pairs!.slice(0, 40).map(({ parent, child }) => `${String(parent)} > ${String(child)}`)).toContain(
    'WINWORD.EXE > powershell.exe',
  );
});

test.each(ruleQueries().map((query) => [query.at, query] as const))(
  '%s gives labelled numbers: one number and texts',
  async (_, query) => {
    const [rows] = await ask(query, {}, 24);
    for (const row of rows!) {
      const numbers = Object.values(row).filter((value) => typeof value === 'number' || /^-?\d+$/.test(String(value)));
      expect(numbers).toHaveLength(1);
    }
  },
);
