// Stand-in for react-inlinesvg: icons are fetched at run time, which jsdom cannot do.
const React = require('react');

/** Properties of the component that no element has. */
const OWN = new Set(['src', 'innerRef', 'cacheRequests', 'preProcessor']);

function InlineSVG(props) {
  const rest = Object.fromEntries(Object.entries(props).filter(([name]) => !OWN.has(name)));
  return React.createElement('svg', { ...rest, ref: props.innerRef, id: props.src });
}

module.exports = {
  __esModule: true,
  default: InlineSVG,
  cacheStore: { delete: () => undefined, clear: () => undefined },
};
