// URLs as Grafana's backend service builds them.
import { withParams } from './backend-srv';

test.each([
  ['/a', undefined, '/a'],
  ['/a', { x: 1, y: undefined, z: null }, '/a?x=1'],
  ['/a?q=1', { tag: ['a', 'b c'] }, '/a?q=1&tag=a&tag=b+c'],
])('withParams(%s, %j)', (url, params, expected) => {
  expect(withParams(url, params)).toBe(expected);
});
