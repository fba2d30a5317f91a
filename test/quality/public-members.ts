import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

type PublicType = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;

/** Every construct has these parameters: they need no description. */
const CONSTRUCT_PARAMETERS = ['scope', 'id', 'props'];

/** Returns what is missing from the documentation of the names that `index.ts` in a folder exports. It reads the sources without compiling them. */
export function undocumentedIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const classes = files.flatMap((file) => sourceOf(join(folder, file)).statements.filter(ts.isClassDeclaration));
  const types = filesExportedBy(join(folder, 'index.ts')).flatMap((file) => sourceOf(join(folder, `${file}.ts`)).statements.filter(isPublicType));
  return types.flatMap((type) => undocumentedType(type, classes));
}

export function undocumentedInText(text: string): string[] {
  const { statements } = ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true);
  return statements.filter(isPublicType).flatMap((type) => undocumentedType(type, statements.filter(ts.isClassDeclaration)));
}

function undocumentedType(type: PublicType, classes: readonly ts.ClassDeclaration[]): string[] {
  const found = lacksSummary(type, nameOf(type));
  const seen = new Set<string>();
  for (const { members } of [type, ...hiddenBasesOf(type, classes)]) {
    const names = members.map(nameOf);
    const own = members.filter((member) => isPublicMember(member) && !seen.has(nameOf(member)));
    found.push(...own.flatMap((member) => undocumentedMember(member, type)));
    // A member that overrides another is documented where it overrides.
    for (const name of names) seen.add(name);
  }
  return found;
}

/** Members of a base class that is not exported are public members of the exported class. jsii treats them the same. */
function hiddenBasesOf(type: PublicType, classes: readonly ts.ClassDeclaration[]): ts.ClassDeclaration[] {
  if (!ts.isClassDeclaration(type)) return [];
  const parent = type.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0].expression.getText();
  const base = classes.find((candidate) => nameOf(candidate) === parent);
  return base ? [base, ...hiddenBasesOf(base, classes)] : [];
}

function filesExportedBy(index: string): string[] {
  return sourceOf(index).statements.map((statement) => {
    if (ts.isExportDeclaration(statement) && !statement.exportClause && statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier)) {
      return statement.moduleSpecifier.text;
    }
    throw new Error(`${index}: supports only "export * from", found ${statement.getText()}`);
  });
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function isPublicType(statement: ts.Statement): statement is PublicType {
  return (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isEnumDeclaration(statement))
    && has(statement, ts.SyntaxKind.ExportKeyword) && !isInternal(statement);
}

function isPublicMember(member: ts.ClassElement | ts.TypeElement | ts.EnumMember | ts.ParameterDeclaration): boolean {
  return !has(member, ts.SyntaxKind.PrivateKeyword) && !ts.isClassStaticBlockDeclaration(member) && !isInternal(member)
    && !(member.name && ts.isPrivateIdentifier(member.name));
}

function undocumentedMember(member: ts.ClassElement | ts.TypeElement | ts.EnumMember, type: PublicType): string[] {
  const name = `${nameOf(type)}.${nameOf(member)}`;
  if (ts.isConstructorDeclaration(member)) {
    // `constructor(public readonly …)` declares a member.
    const members = member.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, member) && isPublicMember(parameter));
    return [
      ...members.flatMap((parameter) => lacksSummary(parameter, `${nameOf(type)}.${nameOf(parameter)}`)),
      ...member.parameters.flatMap((parameter) => lacksParameter(parameter, name)),
    ];
  }
  // A getter documents its setter.
  if (ts.isSetAccessor(member)) return [];
  const lacks = lacksSummary(member, name);
  if (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) {
    lacks.push(...member.parameters.flatMap((parameter) => lacksParameter(parameter, name)));
  }
  if (ts.isPropertySignature(member) && isStruct(type)) lacks.push(...wrongDefault(member, name));
  return lacks;
}

function lacksSummary(node: ts.Node, name: string): string[] {
  const summary = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('');
  return summary.trim() === '' ? [`${name} has no summary`] : [];
}

function lacksParameter(parameter: ts.ParameterDeclaration, method: string): string[] {
  const name = nameOf(parameter);
  if (CONSTRUCT_PARAMETERS.includes(name)) return [];
  const text = ts.getJSDocParameterTags(parameter).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('');
  return text.trim() === '' ? [`${method} does not say what ${name} is (@param)`] : [];
}

function wrongDefault(property: ts.PropertySignature, name: string): string[] {
  const texts = ts.getJSDocTags(property).filter(({ tagName }) => tagName.text === 'default').map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  if (property.questionToken) return texts.some((text) => text.trim() !== '') ? [] : [`${name} is optional and has no @default`];
  return texts.length > 0 ? [`${name} is required and has a @default`] : [];
}

/** In jsii, an interface is a struct unless its name begins with I and another capital letter. */
function isStruct(type: PublicType): boolean {
  return ts.isInterfaceDeclaration(type) && !/^I[A-Z]/.test(nameOf(type));
}

function isInternal(node: ts.Node): boolean {
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
}

function has(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === modifier);
}

function nameOf(node: ts.Node & { readonly name?: ts.Node }): string {
  return ts.isConstructorDeclaration(node) ? 'constructor' : node.name?.getText() ?? node.getText();
}
