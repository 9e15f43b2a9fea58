// Texts that must neither hide, reorder nor break anything.
import { grow, p } from './case';
import type { LineageCase } from './case';

/** Command lines of many thousand characters. */
export const longCommandLines = (): LineageCase => ({
  look: 'cut off in the row, whole but scrolled in the detail, which says how much it leaves out',
  frames: [
    grow([
      p(
        'cmd.exe',
        p('java.exe', {
          id: 'java',
          commandLine: `java -cp ${'C:\\lib\\some-library-1.2.3.jar;'.repeat(2000)} Main`,
          alertsLow: 1,
        }),
      ),
    ]),
  ],
  focus: 'java',
  options: { detail: 'always' },
});

/** Arabic, Hebrew, Chinese and Japanese names, and marks that turn the reading around. */
export const scripts = (): LineageCase => ({
  look: 'names keep their scripts; the marks that reorder are written out',
  frames: [
    grow([
      p(
        'explorer.exe',
        p('تقرير-مالي.exe', { commandLine: 'تقرير-مالي.exe --فتح' }),
        p('חשבונית.exe'),
        p('報告書_最終版.exe', { commandLine: '報告書_最終版.exe /印刷' }),
        p('invoice\u202Efdp.exe', { alertsHigh: 1, commandLine: 'invoice\u202Efdp.exe \u200b/hidden' }),
        p('한국어.exe'),
      ),
    ]),
  ],
  height: 360,
});

/** Markup and controls in names. */
export const markup = (): LineageCase => ({
  look: 'HTML is text, controls are marks',
  frames: [
    grow([
      p(
        '<img src=x onerror=alert(1)>.exe',
        p('</div><script>alert(1)</script>', { commandLine: '"><svg onload=alert(1)>', alertsMedium: 1 }),
        p('tab\tand\r\nbreak\u0000nul\u001b[31mred.exe'),
      ),
    ]),
  ],
  height: 320,
});
