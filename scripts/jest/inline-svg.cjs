// Stand-in for react-inlinesvg: icons are fetched at run time, which jsdom cannot do.
const React = require('react');
function InlineSVG({ src, innerRef, cacheRequests, preProcessor, ...rest }) {
  return React.createElement('svg', { ...rest, ref: innerRef, id: src });
}
module.exports = { __esModule: true, default: InlineSVG, cacheStore: { delete: () => undefined, clear: () => undefined } };
