import { withSection } from '../../../benchmark/reports/written-section';

const page = (...lines: readonly string[]) =>
  ['before', '<!-- figures: written by npm run bench -- --write -->', ...lines, '<!-- end of figures -->', 'after'].join('\n');

test('the section replaces the one before', () => {
  expect(withSection(page('old', 'older'), 'figures', ['new'])).toBe(page('new'));
  expect(withSection(page('new'), 'figures', ['new'])).toBe(page('new'));
});

test('a page without a place for the section is an error', () => {
  expect(() => withSection(page('old'), 'summary', ['new'])).toThrow('The page has no place for the summary');
});
