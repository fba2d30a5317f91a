import { bytes, duration, percent } from '../../../cli-src/page/format';
import { escaped, html } from '../../../cli-src/page/html';
import { EVENTS, figuresOf } from '../figures/recorded';

test('every text in a template is escaped, in elements and in attributes', () => {
  const text = '</script><script>alert(1)</script> "\' & <!--';
  expect(html`<p title="${text}">${text}</p>`.text).toBe(`<p title="${escaped(text)}">${escaped(text)}</p>`);
  expect(escaped(text)).not.toMatch(/[<>"']/);
});

test('templates in templates are not escaped again, and what is not there leaves nothing', () => {
  expect(html`<ul>${[1, 'a & b'].map((one) => html`<li>${one}</li>`)}${undefined}${false}</ul>`.text).toBe('<ul><li>1</li><li>a &amp; b</li></ul>');
});

test('characters that HTML does not allow, or that turn the direction of the text, are replaced', () => {
  expect(escaped('a\u0000b\u202ec\ud800d\u{1f600}\n\te')).toBe('a\ufffdb\ufffdc\ufffdd\u{1f600}\n\te');
});

test.each([[0.04, '0 ms'], [3.14, '3.1 ms'], [9.96, '10 ms'], [999.4, '999 ms'], [1_000, '1 s'], [2_026.2, '2.03 s'], [90_000, '1.5 min'], [3_600_000, '1 h'], [NaN, '–']])('a duration of %p ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([[7, 27, '26 %'], [1, 5_000, '< 0.1 %'], [99_999, 100_000, '> 99.9 %'], [0, 5, '0 %'], [5, 5, '100 %'], [1, 0, '–']])('%p of %p is %s', (part, whole, text) => {
  expect(percent(part, whole)).toBe(text);
});

test('sizes have the units of storage', () => {
  expect([999, 1_500, 102_615, 5e9].map(bytes)).toEqual(['999 B', '1.5 KB', '103 KB', '5 GB']);
});

test('the recorded demo has no part that the page would have to cut', () => {
  const { functions, failures, others } = figuresOf(EVENTS);
  expect([functions.length, failures.kinds.length, others.length > 0]).toEqual([3, 3, true]);
});
