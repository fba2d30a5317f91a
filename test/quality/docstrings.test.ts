import { join } from 'node:path';
import { undocumentedIn, undocumentedInText } from './public-members';

test('every public name, parameter and default is documented', () => {
  expect(undocumentedIn(join(__dirname, '../../src'))).toEqual([]);
});

describe('the check of docstrings', () => {
  test.each([
    ['a class without a summary', 'export class A {}', 'A has no summary'],
    ['an enum member without a summary', '/** One. */ export enum A { B = "b" }', 'A.B has no summary'],
    ['a comment that has only tags', '/** @see https://aws.amazon.com/ */ export class A {}', 'A has no summary'],
    ['a member of a class', '/** One. */ export class A { public readonly b = 1; }', 'A.b has no summary'],
    ['a protected member', '/** One. */ export class A { protected b(): void {} }', 'A.b has no summary'],
    ['a static member', '/** One. */ export class A { public static readonly B = new A(); }', 'A.B has no summary'],
    ['an accessor', '/** One. */ export class A { public get b(): number { return 1; } }', 'A.b has no summary'],
    ['a member that a constructor declares', '/** One. */ export class A { constructor(public readonly id: string) {} }', 'A.id has no summary'],
    ['a parameter of a method', '/** One. */ export class A {\n/** Two. */ public b(c: number): void {} }', 'A.b does not say what c is (@param)'],
    ['a parameter of a method of an interface', '/** One. */ export interface IA {\n/** Two. */ b(c: number): void; }', 'IA.b does not say what c is (@param)'],
    ['a parameter of a constructor', '/** One. */ export class A { constructor(c: number) {} }', 'A.constructor does not say what c is (@param)'],
    ['a member of a hidden base class', 'class B { public c = 1; }\n/** One. */ export class A extends B {}', 'A.c has no summary'],
    ['an optional property without a default', '/** One. */ export interface A {\n/** Two. */ readonly b?: number; }', 'A.b is optional and has no @default'],
    ['a required property with a default', '/** One. */ export interface A {\n/** Two. @default 1 */ readonly b: number; }', 'A.b is required and has a @default'],
  ])('finds %s', (_, text, finding) => {
    expect(undocumentedInText(text)).toEqual([finding]);
  });

  test.each([
    ['an undocumented class that is not exported', 'class A { public b = 1; }'],
    ['an undocumented private member', '/** One. */ export class A { private b = 1; private c(d: number): void {} #e = 1; }'],
    ['an undocumented internal member', '/** One. */ export class A {\n/** @internal */ public _b = 1; }'],
    ['undocumented parameters that every construct has', '/** One. */ export class A { constructor(scope: Construct, id: string, props: AProps) {} }'],
    ['an undocumented setter after its getter', '/** One. */ export class A {\n/** Two. */ get b(): number { return 1; }\nset b(c: number) {} }'],
    ['an overriding member that is documented', 'class B { public c = 1; }\n/** One. */ export class A extends B {\n/** Two. */ public c = 2; }'],
    ['an optional member of an interface that is not a struct', '/** One. */ export interface IA {\n/** Two. */ readonly b?: number; }'],
  ])('accepts %s', (_, text) => {
    expect(undocumentedInText(text)).toEqual([]);
  });
});
