// The editors as Grafana gets them: loaded, with their words, when the first of them is opened.
import type { ComponentType } from 'react';
import type * as editorsModule from './editors';
import { lazyPart } from './lazy-part';

type Editors = typeof editorsModule;
type Name = Exclude<keyof Editors, 'loadWords'>;

function lazyEditor<N extends Name>(name: N): Editors[N] {
  const load = async (): Promise<ComponentType<object>> => {
    const editors = await import(/* webpackChunkName: "editors" */ './editors');
    await editors.loadWords();
    return editors[name] as ComponentType<object>;
  };
  return lazyPart(load) as unknown as Editors[N];
}

export const AnnotationEditor = lazyEditor('AnnotationEditor');
export const ConfigEditor = lazyEditor('ConfigEditor');
export const QueryEditor = lazyEditor('QueryEditor');
export const QueryHelp = lazyEditor('QueryHelp');
export const VariableEditor = lazyEditor('VariableEditor');
