/** The stacks that may contain the extension. */
export type ExtensionStack = 'Platform' | 'Hub';
export type StackName = ExtensionStack | 'Shop' | 'Abroad';

/** What a deployment of the app contains. */
export interface Shape {
  /** the stack of the function */
  readonly orders: 'Platform' | 'Shop';
  readonly isAttached: boolean;
  /** whether a function of the stack Shop reads the stream */
  readonly isReading?: boolean;
  /** whether the stack of the stream needs the stack of an attached function */
  readonly circle?: boolean;
  /** the stack of the extension, if it moves between two: otherwise it is Platform */
  readonly telemetry?: ExtensionStack;
  readonly parameterPrefix?: string;
  /** the region of the stacks above, and of the stack Abroad. No stack has an account */
  readonly regions?: { readonly home: string; readonly abroad: string };
  /** whether the function of the stack Abroad is attached */
  readonly isAttachedAbroad?: boolean;
}
