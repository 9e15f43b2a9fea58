// Stand-in for monaco-editor: @grafana/ui gives it its themes, and nothing else is asked of it without a layout.
module.exports = { editor: { defineTheme() {}, setTheme() {} } };
