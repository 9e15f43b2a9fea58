// What axe-core finds wrong for people who use a keyboard or a screen reader.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One line for each rule that a part of the page breaks, with the elements that break it; `rules` names the only ones asked. */
export async function violations(page, root, rules) {
  await page.evaluate(source);
  return page.evaluate(
    async ([selector, only]) => {
      const options = { resultTypes: ['violations'], ...(only === undefined ? {} : { runOnly: only }) };
      const { violations: found } = await globalThis.axe.run(selector, options);
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    },
    [root, rules],
  );
}
