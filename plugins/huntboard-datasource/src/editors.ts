// Everything that is edited with: one file of its own, which the plugin loads with its first editor.
export { QueryHelp } from './components/CheatSheet';
export { AnnotationEditor } from './components/AnnotationEditor';
export { ConfigEditor } from './components/ConfigEditor';
export { QueryEditor } from './components/QueryEditor';
export { loadWords } from './load-words';
export { VariableEditor } from './variables/VariableEditor';
