// A board with ad-hoc filters applies them everywhere: SQL that does not say where they belong would be refused.
import { dashboards } from './provisioning.ts';

const filtered = dashboards().filter(({ templating }) => (templating.list ?? []).some(({ type }) => type === 'adhoc'));

it('Hunt and the boards that read events alone have ad-hoc filters', () => {
  expect(filtered.map(({ uid }) => uid).sort()).toEqual(['hb-hunt', 'hb-logons', 'hb-powershell']);
});

describe.each(filtered.map((board) => [board.uid ?? '', board] as const))('%s', (_, board) => {
  it('says in every SQL of its panels where the filters belong', () => {
    const without = (board.panels ?? []).flatMap((panel) =>
      ('targets' in panel ? (panel.targets ?? []) : [])
        .filter((target) => 'sql' in target && !String(target.sql).includes('$__filters'))
        .map(() => panel.title ?? ''),
    );
    expect(without).toEqual([]);
  });

  it('asks the datasource for keys and values', () => {
    expect((board.templating.list ?? []).find(({ type }) => type === 'adhoc')).toMatchObject({
      name: 'filters',
      datasource: { type: 'huntboard-datasource', uid: 'huntboard' },
    });
  });
});
