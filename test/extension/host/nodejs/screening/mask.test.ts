import { Budget } from '../../../../../extension-src/host/nodejs/screening/budget';
import { edited } from '../../../../../extension-src/host/nodejs/screening/edits';
import { Mask } from '../../../../../extension-src/host/nodejs/screening/mask';
import { compilePatterns } from '../../../../../extension-src/host/nodejs/screening/patterns';
import { planScreen } from '../../../../../extension-src/host/screening/plan';
import { parseMask } from '../../../../../src/settings/selection/mask-settings';

/** A function that masks records, as bytes. */
function masking(settings: object, budget = () => new Budget(1, () => 0)): (record: string) => string {
  const { mask } = planScreen({ filter: undefined, mask: parseMask(JSON.stringify(settings)), levels: false });
  const examined = new Mask(mask!, compilePatterns(mask!.patterns));
  const replacements = mask!.replacements.map((set) => set.map((text) => Buffer.from(text)));
  return (record) => {
    const bytes = Buffer.from(record);
    return edited(bytes, examined.examine(bytes, budget()), replacements).toString();
  };
}

const patterns = (...all: Array<[pattern: string, replacement?: string]>) =>
  ({ patterns: all.map(([pattern, replacement], index) => ({ name: `p${index}`, pattern, replacement })) });

/** JSON in so many strings of JSON. */
function inStrings(value: unknown, strings: number): string {
  let text = JSON.stringify(value);
  for (let i = 0; i < strings; i++) text = JSON.stringify(text);
  return text;
}

describe('values of JSON', () => {
  const mask = masking({ builtIns: ['payment-card', 'email'], fields: ['password', 'card'] });

  test.each([
    ['a number becomes a string', '{"n":4111111111111111,"m":1}', '{"n":"***","m":1}'],
    ['with its sign', '[-4111111111111111]', '["***"]'],
    ['other numbers stay', '[0,9.5,-1,"ann@example.com"]', '[0,9.5,-1,"***"]'],
    ['words stay', '[true, false ,null,"ann@example.com"]', '[true, false ,null,"***"]'],
    ['whatever a field has', '{"password" : {"a":[1,"]}"]} ,"card":[2],"n":1}', '{"password" : "***" ,"card":"***","n":1}'],
    ['a name in any case, with escapes', String.raw`{"P\u0061ssWORD":1}`, String.raw`{"P\u0061ssWORD":"***"}`],
    ['no string that only has the text of a name', '["password","x"]', '["password","x"]'],
    ['no field with a longer name', '{"password2":"x"}', '{"password2":"x"}'],
  ])('%s', (_, record, expected) => {
    expect(mask(record)).toBe(expected);
  });

  test('each record is examined anew', () => {
    for (let i = 0; i < 3; i++) {
      expect(mask('{"a":"ann@example.com"}')).toBe('{"a":"***"}');
      expect(mask('{"a":"ann","n":4111111111111112}')).toBe('{"a":"ann","n":4111111111111112}');
    }
  });

  test.each([
    ['a string has no end', '{"a":"ann@example.com'], ['a field has no value', '{"password":}'], ['a word is none of JSON', '["ann@example.com",nul]'],
    ['a word is too long', '["ann@example.com",falsely]'], ['a number has a plus', '["ann@example.com",+1]'],
  ])('are not passed on if %s', (_, record) => {
    expect(() => mask(record)).toThrow();
  });
});

describe('JSON in strings', () => {
  const mask = masking({ builtIns: ['payment-card', 'email'], fields: ['password'] });

  test.each([1, 2, 3, 4])('is read %d deep, and stays JSON', (strings) => {
    const value = { password: ['x'], card: 4111111111111111, list: [1, 4111111111111111], text: 'a\n"ann@example.com"', kept: 'é\t' };
    const expected = { password: '***', card: '***', list: [1, '***'], text: 'a\n"***"', kept: 'é\t' };
    expect(mask(inStrings(value, strings))).toBe(inStrings(expected, strings));
  });

  test.each([1, 2, 3, 4])('a name with escapes in %s strings is a name', (strings) => {
    let text = String.raw`{"p\u0061ssword":1}`;
    for (let i = 0; i < strings; i++) text = JSON.stringify(text);
    let value: unknown = mask(text);
    for (let i = 0; i <= strings; i++) value = JSON.parse(value as string);
    expect(value).toEqual({ password: '***' });
  });

  test('is not read deeper for fields', () => {
    expect(mask(inStrings({ password: 'x' }, 5))).toBe(inStrings({ password: 'x' }, 5));
  });

  test.each([
    ['{"n":5512.75}', '{"n":"***"}'], ['[1,5512.75]', '[1,"***"]'], ['{"n": -5512e3 }', '{"n": "***" }'], ['[0.95590E+9]', '["***"]'],
    ['sum: 5512.75', 'sum: ***.75'], ['a, 5512.75]', 'a, ***.75]'], ['{"n":"5512.75"}', '{"n":"***.75"}'], ['{n:5512.75}', '{n:***.75}'],
    ['{"n":5512.75', '{"n":***.75'],
  ])('%s: a number of it is replaced as a whole, a number in a text is not', (text, expected) => {
    expect(masking(patterns(['55\\d\\d']))(JSON.stringify(text))).toBe(JSON.stringify(expected));
  });

  test.each([
    ['"password":"x"', '"password":"***"'], ['"password" is "x"', '"password" is "x"'], ['password":"x"', 'password":"x"'], ['"password":', '"password":'],
  ])('%s: only a name with a value is a field', (text, expected) => {
    expect(mask(JSON.stringify(text))).toBe(JSON.stringify(expected));
  });

  test('what a match would cut in two is replaced as a whole', () => {
    expect(masking(patterns(['0041b', 'M']))(String.raw`"a\\u0041b"`)).toBe('"aM"');
    expect(masking(patterns(['a.u00', 'M']))(String.raw`"a\\u0041b"`)).toBe('"Mb"');
  });
});

describe('patterns', () => {
  test.each<[string, Array<[string, string]>, string, string]>([
    ['of matches that overlap, the first decides, to the end of the last', [['b.d', 'B'], ['ab', 'A']], 'xabcdx', 'xAx'],
    ['of two that begin together, the longer one', [['ab', 'A'], ['abc', 'B']], 'xabcd', 'xBd'],
    ['of two of the same text, the first rule', [['abc', 'A'], ['a.c', 'B']], 'xabcd', 'xAd'],
    ['matches beside each other are two', [['ab', 'A'], ['cd', 'B']], 'abcd ab', 'AB A'],
    ['anchors are the ends of a string', [['^ab$', 'A']], 'ab', 'A'],
  ])('%s', (_, rules, text, expected) => {
    expect(masking(patterns(...rules))(JSON.stringify({ n: 'ab ', text }))).toContain(`"text":${JSON.stringify(expected)}`);
  });

  test('see line feeds in strings of strings', () => {
    expect(masking(patterns(['a\\nb', 'A']))(inStrings({ text: 'xa\nbx' }, 3))).toBe(inStrings({ text: 'xAx' }, 3));
  });

  test('are not searched in a text that is too long for all of them together', () => {
    const mask = masking(patterns(['[ab]{499}c'], ['[ab]{499}d']));
    const most = `"${'-'.repeat(200_000 - 2)}"`;
    expect(mask(most)).toBe(most);
    expect(mask(`[${most},${most}]`)).toBe(`[${most},${most}]`);
    expect(() => mask(`"${'-'.repeat(200_001)}"`)).toThrow('too long for its patterns');
  });

  test('have a limited time, which is looked at after some matches', () => {
    let ms = 0;
    const mask = masking(patterns(['cust-\\d']), () => new Budget(1, () => ms += 2));
    expect(mask(`"${'cust-1 '.repeat(63)}"`)).toBe(`"${'*** '.repeat(63)}"`);
    expect(() => mask(`"${'cust-1 '.repeat(64)}"`)).toThrow('out of time');
  });
});
