/** Returns the name, the message and the stack of an error. In some engines the stack begins with the first two, in others it has only the calls. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack } = error;
  const text = String(error);
  return !stack || stack.includes(text) ? stack || text : `${text}\n${stack}`;
}
