// Rules that change while the service runs, on the real engine: loaded anew, kept when they become wrong.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DetectionBench, NOON } from '../testing/detection-bench.ts';
import { writeRule } from '../testing/rule-files.ts';
import { sysmonEvent } from '../testing/sysmon-event.ts';
import { until } from '../testing/test-store.ts';

const bench = new DetectionBench();
const { start, send, stored, alerts, ask } = bench;

describe('rules that change', () => {
  it('loads changed rules while it runs, and leaves the others running when one is broken', async () => {
    const first = writeRule(bench.rules, 1, 'first');
    await start();
    await send([sysmonEvent('first second', NOON)]);
    await stored(1);
    const second = writeRule(bench.rules, 2, 'second');
    writeFileSync(
      join(bench.rules, 'broken.yml'),
      'title: broken\nlogsource: {product: windows}\ndetection: {selection: {a: b}, condition: [',
    );
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded' });
    await send([sysmonEvent('first second', NOON)]);
    await stored(2);
    expect((await alerts()).map(({ rule_id, count }) => [rule_id, count])).toEqual([
      [first, '2'],
      [second, '1'],
    ]);
    const { body } = await ask('GET', '/api/v1/rules');
    expect(body).toMatchObject({ states: { active: 2, error: 1 }, refusal: '' });
    expect((await ask('GET', '/api/v1/rules?state=error')).body).toMatchObject({
      rules: [{ file: expect.stringContaining('broken.yml'), reason: expect.stringContaining('sigma.') }],
    });
    expect((await ask('GET', `/api/v1/rules?id=${first}`)).body).toMatchObject({ rules: [{ hits: expect.any(Number), state: 'active' }] }); // prettier-ignore
    expect((await ask('GET', '/api/v1/rules', 'wrong')).status).toBe(401);
    expect((await bench.test.ingest.app.inject({ url: '/metrics' })).body).toContain(
      'huntboard_rules{state="error"} 1',
    );
  });

  it('runs the last right text of a rule whose file has become wrong, over a restart, and says so', async () => {
    const id = writeRule(bench.rules, 1, 'first');
    const path = join(bench.rules, 'rule-1.yml');
    const right = readFileSync(path, 'utf8');
    await start();
    await send([sysmonEvent('first', NOON)]);
    await stored(1);
    writeFileSync(path, right.replace('condition: selection', 'condition: selection and'));
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded', changed: false });
    await send([sysmonEvent('first', NOON)]);
    await stored(2);
    const shown = async (): Promise<unknown> => (await ask('GET', '/api/v1/rules')).body;
    const both = {
      states: { active: 1, error: 1 },
      rules: [
        { id, state: 'active', reason: expect.stringContaining('last text that was right') },
        { state: 'error', file: path, reason: expect.stringContaining('sigma.') },
      ],
      problems: [{ severity: 'warning' }, { severity: 'error', position: { file: path } }],
    };
    expect(await shown()).toMatchObject(both);
    await bench.test.restart();
    await send([sysmonEvent('first', NOON)]);
    await stored(3);
    expect(await alerts()).toMatchObject([{ rule_id: id, count: '3' }]);
    expect(await shown()).toMatchObject(both);
    // Mended, it is the new text that runs; taken away, none. Who watches the files may have loaded them before the request did.
    writeFileSync(path, right.replace("'first'", "'second'"));
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded' });
    await send([sysmonEvent('first', NOON), sysmonEvent('second', NOON)]);
    await stored(5);
    expect(await alerts()).toMatchObject([{ rule_id: id, count: '4' }]);
    expect(await shown()).toMatchObject({ states: { active: 1, error: 0 }, problems: [{ severity: 'warning' }] });
    rmSync(path);
    expect((await ask('POST', '/api/v1/rules/reload')).body).toMatchObject({ kind: 'loaded' });
    expect(await shown()).toMatchObject({ states: { active: 0, error: 0 }, rules: [] });
  });

  it('notices by itself that a file has changed', async () => {
    writeRule(bench.rules, 1, 'first');
    await start({ HUNTBOARD_RULES_POLL_SECONDS: '0' });
    await send([sysmonEvent('first', NOON)]);
    await stored(1);
    const second = writeRule(bench.rules, 2, 'second');
    await until(
      async () => (await bench.test.ingest.app.inject({ url: '/metrics' })).body,
      (text) => text.includes('huntboard_rules{state="active"} 2'),
    );
    await send([sysmonEvent('second', NOON)]);
    expect(await until(alerts, (rows) => rows.length === 2)).toMatchObject([{}, { rule_id: second }]);
  });

  it('keeps the former rules when a file of the configuration is broken', async () => {
    const id = writeRule(bench.rules, 1, 'kept');
    const file = join(bench.rules, 'settings.json');
    writeFileSync(file, JSON.stringify({ overrides: { [id]: { level: 'low' } } }));
    await start({ HUNTBOARD_RULES_FILE: file });
    await send([sysmonEvent('kept', NOON)]);
    await stored(1);
    writeFileSync(file, '{"overrides": 5}');
    const refused = await ask('POST', '/api/v1/rules/reload');
    expect(refused).toMatchObject({ status: 409, body: { kind: 'refused', reason: expect.stringContaining('settings.json') } }); // prettier-ignore
    await send([sysmonEvent('kept', NOON)]);
    await stored(2);
    expect(await alerts()).toMatchObject([{ rule_id: id, level: 'low', count: '2' }]);
  });

  it('gives a rule the questions of the rules file, and tells of a wrong one without refusing file or rule', async () => {
    const own = 'questions: [{ ask: Own?, query: { kind: events }, answers: [{ means: x }] }]';
    const [one, two] = [writeRule(bench.rules, 1, 'asked', own), writeRule(bench.rules, 2, 'asked', own)];
    const file = join(bench.rules, 'settings.json');
    const query = { kind: 'values', field: 'host', filters: [{ field: 'Image', value: '$Image' }] };
    const good = { ask: 'On how many hosts?', query, answers: [{ atLeast: 4, means: 'A roll-out.' }] };
    const wrong = { ...good, query: { kind: 'sql', sql: 'SELECT 1' } };
    writeFileSync(file, JSON.stringify({ overrides: { [one]: { questions: [wrong, good] } } }, null, 1));
    await start({ HUNTBOARD_RULES_FILE: file });
    const { body } = await until(
      () => ask('GET', '/api/v1/rules'),
      (answer) => (answer.body as { rules: unknown[] }).rules.length > 0,
    );
    expect(body).toMatchObject({
      states: { active: 2, error: 0 },
      rules: [{ questions: [{ ask: 'On how many hosts?' }] }, { questions: [{ ask: 'Own?' }] }],
    });
    expect((body as { problems: { code: string }[] }).problems.filter(({ code }) => code === 'sigma.question')).toEqual([
      expect.objectContaining({ severity: 'warning', ruleId: one, position: { file, line: expect.any(Number), column: expect.any(Number) }, message: expect.stringContaining('questions[0].query.kind: must be one of') }),
    ]); // prettier-ignore
    const told = async (): Promise<string[]> => {
      const rows = await bench.door.store.query<{ rule_id: string; questions: string }>(
        'SELECT rule_id, questions FROM rule_states FINAL ORDER BY rule_id',
      );
      return rows
        .filter(({ rule_id, questions }) => [one, two].includes(rule_id) && questions !== '')
        .map(({ questions }) => questions);
    };
    const asked = await until(told, (found) => found.length === 2);
    expect(asked.map((questions) => (JSON.parse(questions) as { ask: string }[])[0]!.ask)).toEqual([
      'On how many hosts?',
      'Own?',
    ]);
  });

  it('runs what the rules file enables, and no rules at all when the directory is not there', async () => {
    const [one, two] = [writeRule(bench.rules, 1, 'both'), writeRule(bench.rules, 2, 'both')];
    const file = join(bench.rules, 'settings.json');
    writeFileSync(file, JSON.stringify({ disable: { ids: [two] } }));
    await start({ HUNTBOARD_RULES_FILE: file, HUNTBOARD_RULES_DIRS: `${bench.rules},/nowhere/rules` });
    await send([sysmonEvent('both', NOON)]);
    await stored(1);
    expect(await alerts()).toMatchObject([{ rule_id: one }]);
    const { body } = await ask('GET', '/api/v1/rules');
    expect(body).toMatchObject({
      states: { active: 1, disabled: 1 },
      unreadable: [expect.stringContaining('/nowhere')],
    });
    mkdirSync(join(bench.rules, 'empty'));
    await bench.test.restart({ HUNTBOARD_RULES_DIRS: join(bench.rules, 'empty'), HUNTBOARD_RULES_FILE: '' });
    await send([sysmonEvent('both', NOON)]);
    await stored(2);
    expect(await alerts()).toHaveLength(1);
  });
});
