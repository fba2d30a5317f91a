import { errorText } from '../../../extension-src/log/error-text';

const withStack = (stack: string | undefined) => Object.assign(new TypeError('no'), { stack });

test('an error is described by its name, its message and its calls, each once', () => {
  expect(errorText(withStack('TypeError: no\n    at a'))).toBe('TypeError: no\n    at a');
  expect(errorText(withStack('    at a (main:1:2)\n'))).toBe('TypeError: no\n    at a (main:1:2)\n');
  expect(errorText(withStack(undefined))).toBe('TypeError: no');
});

test('what is thrown and is no error is described by its text', () => {
  expect(errorText('no')).toBe('no');
  expect(errorText(undefined)).toBe('undefined');
});
