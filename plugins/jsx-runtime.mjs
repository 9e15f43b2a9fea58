// `react/jsx-runtime` for bundled libraries, over the React that Grafana shares: elements of React 18 and 19 differ in
// their inner shape, so a bundled copy of either runtime would break on the other.
import { createElement, Fragment } from 'react';

export { Fragment };

/** One child or none: React's automatic runtime passes children inside the properties. */
export function jsx(type, properties, key) {
  return createElement(type, key === undefined ? properties : { ...properties, key });
}

/** A fixed list of children: spread, so that React asks for no keys. */
export function jsxs(type, { children, ...properties }, key) {
  return createElement(type, key === undefined ? properties : { ...properties, key }, ...children);
}
