// From the command to the first panel: starts the built product on an empty data directory and opens the Overview in Chromium.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Stack {
  readonly baseUrl: string;
  output(): string;
  stop(): Promise<void>;
}
interface Page {
  goto(url: string): Promise<unknown>;
  locator(selector: string, options: { hasText: RegExp }): { first(): { waitFor(): Promise<void> } };
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** A panel is drawn when the Events figure of the Overview shows a number: its title, and nothing but signs up to the first digit. */
const EVENTS_SHOWN = /^Events(?! )\D*\d/;

const script = <T>(name: string): Promise<T> =>
  import(pathToFileURL(join(process.cwd(), 'scripts/browser', name)).href) as Promise<T>;

async function main(): Promise<void> {
  const { startStack, waitFor } = await script<{
    startStack(options: { until: 'preview' }): Promise<Stack>;
    waitFor(probe: () => Promise<boolean>, timeoutMs: number): Promise<void>;
  }>('stack.mjs');
  const { launchChromium } = await script<{ launchChromium(): Promise<Browser> }>('chromium.mjs');
  const browser = await launchChromium();
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 10) / 100;
  const stack = await startStack({ until: 'preview' });
  try {
    const previewSeconds = seconds();
    const page = await browser.newPage();
    await page.goto(`${stack.baseUrl}/d/hb-overview?refresh=1s`);
    await page.locator('section', { hasText: EVENTS_SHOWN }).first().waitFor();
    const firstPanelSeconds = seconds();
    await waitFor(async () => stack.output().includes('Huntboard is up'), 240_000);
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'start', previewSeconds, firstPanelSeconds, demoSeconds: seconds() })}\n`,
    );
  } finally {
    await browser.close();
    await stack.stop();
  }
}

void main();
