// Dark and light: the choice is remembered in this browser; `?theme=` in the URL wins for one visit.

export type ThemeName = 'dark' | 'light';

/** Key in localStorage; /boot.js reads it before the first paint. */
const STORAGE_KEY = 'huntboard.theme';

/** Remembers `theme` and loads the page anew, since plugins read the theme once at their start. */
export function switchTheme(theme: ThemeName): void {
  localStorage.setItem(STORAGE_KEY, theme);
  const url = new URL(window.location.href);
  url.searchParams.delete('theme');
  if (url.href === window.location.href) {
    window.location.reload();
  } else {
    window.location.replace(url);
  }
}
