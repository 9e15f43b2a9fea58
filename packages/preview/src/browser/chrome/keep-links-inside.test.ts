// Which anchors stay inside the application.
import { insidePath } from './keep-links-inside';

const origin = 'http://127.0.0.1:3030';

function anchor(html: string): HTMLAnchorElement {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  return holder.querySelector('a') as HTMLAnchorElement;
}

test.each([
  [`<a href="${origin}/d/x?var-host=a#b">`, '/d/x?var-host=a#b'],
  [`<a href="${origin}/d/x" target="_self">`, '/d/x'],
  [`<a href="${origin}/d/x" target="_blank">`, null],
  [`<a href="${origin}/api/search">`, null],
  [`<a href="${origin}/d/x" download="x">`, null],
  ['<a href="https://example.org/d/x">', null],
  ['<a href="javascript:alert(1)">', null],
])('%s -> %s', (html, expected) => {
  expect(insidePath(anchor(html), origin)).toBe(expected);
});
