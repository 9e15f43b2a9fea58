import { languageOf } from './languages';

describe('the language of the page', () => {
  it.each([
    ['de-DE', 'de-DE'],
    ['de', 'de-DE'],
    ['de-AT', 'de-DE'],
    ['DE-de', 'de-DE'],
    ['en-GB', 'en-US'],
    ['tlh', 'en-US'],
    ['', 'en-US'],
  ])('for %p is %p', (wanted, language) => expect(languageOf(wanted)).toBe(language));
});
