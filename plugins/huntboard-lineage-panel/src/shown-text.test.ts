import { blockText, lineText } from './shown-text';

describe('text from the wire', () => {
  it('writes out marks that would reorder or hide what is read, and leaves all scripts as they are', () => {
    expect(lineText('invoice\u202Efdp.exe')).toBe('invoice⟨RLO⟩fdp.exe');
    expect(lineText('a\r\nb')).not.toMatch(/[\r\n]/);
    expect(lineText('تقرير.exe 报告.exe')).toBe('تقرير.exe 报告.exe');
  });

  it('keeps the breaks of a block and says how much it does not show', () => {
    expect(blockText('a\r\nb\tc\u202e')).toBe('a\nb\tc⟨RLO⟩');
    expect(blockText('x'.repeat(21_234))).toMatch(/… and 1,234 more characters$/);
  });
});
