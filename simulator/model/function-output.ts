/** A message in the function's log: one console call or one line, of the function or of Lambda. */
export interface FunctionMessage {
  /** `console`: from the runtime's framed channel; `stdout`, `stderr`: a line; `platform`: Lambda's message about a timeout or crash. */
  readonly channel: 'console' | 'stdout' | 'stderr' | 'platform';
  readonly text: string;
  readonly time: Date;
  /** The running invocation; undefined during init and on Managed Instances. */
  readonly requestId?: string;
}
