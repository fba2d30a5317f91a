/** What a function (or Lambda on its behalf) wrote to its log, as it was written: one console call, or one line. */
export interface FunctionMessage {
  /** `console`: by the runtime's framed channel; `stdout`, `stderr`: a line; `platform`: Lambda's own words on a time-out or crash. */
  readonly channel: 'console' | 'stdout' | 'stderr' | 'platform';
  readonly text: string;
  readonly time: Date;
  /** The invocation that was running; unknown during init, and on Managed Instances. */
  readonly requestId?: string;
}
