import * as ts from 'typescript';
import { moduleOfFile, moduleOfImport } from './modules';
import type { Module } from './modules';

/** What the text of a translation does not tell: where the names in it are from. */
export interface Facts {
  /** module of each type that the example names or implies, by the type's name */
  readonly types: ReadonlyMap<string, Module>;
  /** modules that it imports as a whole, by the name that it gives them */
  readonly namespaces: ReadonlyMap<string, Module>;
}

const TYPES = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Enum;

export function factsOf(example: ts.SourceFile, checker: ts.TypeChecker): Facts {
  const types = new Map<string, Module>();
  const namespaces = new Map<string, Module>();
  const add = (type: ts.Type | undefined) => {
    for (const part of type?.isUnionOrIntersection() ? type.types : [type]) {
      const symbol = part?.aliasSymbol ?? part?.symbol;
      if (!symbol || !(symbol.flags & TYPES)) continue;
      const module = symbol.declarations && moduleOfFile(symbol.declarations[0].getSourceFile().fileName);
      if (!module) continue;
      const known = types.get(symbol.name);
      if (known && known.name !== module.name) throw new Error(`${symbol.name} is of ${known.name} and of ${module.name}: name them apart`);
      types.set(symbol.name, module);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const bindings = node.importClause?.namedBindings;
      const module = moduleOfImport(node.moduleSpecifier.text);
      if (module && bindings && ts.isNamespaceImport(bindings)) namespaces.set(bindings.name.text, module);
    }
    if (ts.isTypeNode(node)) add(checker.getTypeFromTypeNode(node));
    if (ts.isExpression(node)) add(checker.getTypeAtLocation(node));
    if (ts.isObjectLiteralExpression(node)) add(checker.getContextualType(node));
    if (ts.isArrayLiteralExpression(node)) add(elementType(checker.getContextualType(node), checker));
    if (ts.isImportSpecifier(node)) add(checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(checker.getSymbolAtLocation(node.name)!)));
    ts.forEachChild(node, visit);
  };
  visit(example);
  return { types, namespaces };
}

function elementType(type: ts.Type | undefined, checker: ts.TypeChecker): ts.Type | undefined {
  const list = type && checker.getNonNullableType(type);
  return list && checker.getIndexTypeOfType(list, ts.IndexKind.Number);
}
