// The page of the cases: a list of all, or one of them (`?case=NAME&theme=light&width=…&height=…`).
import React from 'react';
import { createRoot } from 'react-dom/client';
import { createTheme, ThemeContext } from '@grafana/data';
import type { DataFrame } from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { cases } from '../index';
import type { LineageCase } from '../case';
import { CaseList } from './CaseList';
import { CaseView } from './CaseView';
import { installServices } from './services';
import { loadPanel } from './shared-modules';

const asked = new URLSearchParams(location.search);

async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no #root');
  await installServices();
  const plugin = await loadPanel();
  const theme = createTheme({ colors: { mode: asked.get('theme') === 'light' ? 'light' : 'dark' } });
  const root = createRoot(element);
  const show = (content: React.ReactNode): void =>
    root.render(
      <ThemeContext.Provider value={theme}>
        <GlobalStyles />
        <PortalContainer />
        {content}
      </ThemeContext.Provider>,
    );
  const draw = (shown: LineageCase, name: string): void => {
    const width = Number(asked.get('width')) || (shown.width ?? 1200);
    const height = Number(asked.get('height')) || (shown.height ?? 560);
    show(<CaseView key={`${name}${performance.now()}`} plugin={plugin} shown={shown} width={width} height={height} />);
  };
  // The benchmark and the browser tests draw what no file holds.
  Object.assign(window, {
    lineageCases: Object.keys(cases),
    drawLineage: (frames: readonly DataFrame[], options: LineageCase['options'] = {}) =>
      draw({ look: '', frames, options }, 'given'),
  });
  const name = asked.get('case');
  if (name === null) {
    show(<CaseList cases={cases} />);
    return;
  }
  if (name === 'none') return;
  const make = cases[name];
  if (make === undefined) throw new Error(`no case is called ${name}`);
  const shown = await make();
  draw(shown, name);
  document.documentElement.dataset['keys'] = JSON.stringify(shown.keys ?? []);
  document.documentElement.dataset['drawn'] = name;
}

void start();
