// Alerts of the canary are in no answer, save for who asks by rule or by id.
import { alertsQuerySchema } from './model';
import { withoutCanary } from './no-canary';

const asked = (query: object): readonly string[] =>
  withoutCanary(alertsQuerySchema.parse({ kind: 'alerts', ...query }));

test.each(['table', 'queue', 'groups', 'states', 'histogram', 'count'])('%s leaves the canary out', (format) => {
  expect(asked({ format, filters: [{ field: 'host', value: 'ws-01' }] })).toEqual(["rule_id != 'huntboard:canary'"]);
});

test('who names rules or alerts gets what is asked for, in groups of filters too', () => {
  expect(asked({ filters: [{ field: 'rule_id', operator: 'startswith', value: 'huntboard:' }] })).toEqual([]);
  expect(asked({ filters: [{ any: [{ field: 'host', value: 'a' }, { all: [{ field: 'alert_id', value: 'b' }] }] }] })).toEqual([]); // prettier-ignore
  expect(asked({ format: 'queue', groupBy: 'rule', group: 'huntboard:canary' })).toEqual([]);
});
