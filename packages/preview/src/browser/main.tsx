// Entry of the browser bundle: services, then the application. (Latin fonts come with @grafana/ui's global styles.)
import '@fontsource/inter/latin-ext-400.css';
import '@fontsource/inter/latin-ext-500.css';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { installServices } from './boot/install-services';
import { keepLinksInside } from './chrome/keep-links-inside';

async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (element === null) {
    throw new Error('The page has no #root');
  }
  await installServices();
  keepLinksInside();
  createRoot(element).render(<App />);
}

void start();
