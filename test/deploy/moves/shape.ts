/** What a deployment of the app contains. */
export interface Shape {
  /** the stack of the function */
  readonly orders: 'Platform' | 'Shop';
  readonly isAttached: boolean;
  /** whether a function of the stack Shop reads the stream */
  readonly isReading?: boolean;
  /** whether the stack of the stream needs the stack of an attached function */
  readonly circle?: boolean;
}
