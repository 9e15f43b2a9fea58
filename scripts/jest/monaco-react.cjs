// Stand-in for @monaco-editor/react: a text area in place of the editor, which needs a layout that jsdom does not have.
const React = require('react');
function Editor({ value, onChange }) {
  return React.createElement('textarea', {
    'aria-label': 'Code',
    value,
    onChange: (event) => onChange?.(event.target.value),
  });
}
module.exports = {
  __esModule: true,
  default: Editor,
  Editor,
  loader: { config() {}, init: async () => ({}) },
  useMonaco: () => null,
};
