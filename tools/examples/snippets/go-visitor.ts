import { GoVisitor } from 'jsii-rosetta';
import * as ts from 'typescript';
import { factsOf } from './facts';
import type { Facts } from './facts';

type Renderer = Parameters<GoVisitor['regularCallExpression']>[1];
type Tree = ReturnType<GoVisitor['regularCallExpression']>;

/**
 * jsii-rosetta's translator to Go, which knows that Go has no optional arguments: what an example leaves out is `nil`.
 * Beside that it takes down the facts that corrections of the translation need.
 */
export class ExampleGoVisitor extends GoVisitor {
  public facts: Facts | undefined;
  public omittedArguments = 0;

  public override sourceFile(node: ts.SourceFile, renderer: Renderer): Tree {
    this.facts = factsOf(node, renderer.typeChecker);
    return super.sourceFile(node, renderer);
  }

  public override regularCallExpression(node: ts.CallExpression, renderer: Renderer): Tree {
    return super.regularCallExpression(this.withNil(node, renderer.typeChecker), renderer);
  }

  public override newExpression(node: ts.NewExpression, renderer: Renderer): Tree {
    return super.newExpression(this.withNil(node, renderer.typeChecker), renderer);
  }

  /** @returns the call with `null`, which is Go's `nil`, for what is left out */
  private withNil<Call extends ts.CallExpression | ts.NewExpression>(node: Call, checker: ts.TypeChecker): Call {
    const given = node.arguments ?? [];
    const parameters = checker.getResolvedSignature(node)?.declaration?.parameters ?? [];
    const omitted = parameters.slice(given.length).filter((parameter) => !ts.isParameter(parameter) || !parameter.dotDotDotToken);
    if (omitted.length === 0) return node;
    this.omittedArguments += omitted.length;
    return Object.create(node, { arguments: { value: [...given, ...omitted.map(() => nullIn(node))] } }) as Call;
  }
}

/** A `null` that stands at the end of a call, where jsii-rosetta looks for comments. */
function nullIn(call: ts.Node): ts.Expression {
  const { end } = call;
  const node = ts.setTextRange(ts.factory.createNull(), { pos: end, end });
  return Object.assign(node, { parent: call });
}
