// Descriptions of errors by Lambda's Node.js runtime, for the platform and for the text log.
export function runtimeError(name, message, cause) {
  const error = new Error(message);
  error.name = name;
  error.stack = cause?.stack ? `${name}: ${cause.stack}` : `${name}: ${message}`;
  return error;
}

export function describeError(value) {
  if (!(value instanceof Error)) return { errorType: typeof value, errorMessage: String(value), trace: [] };
  return { errorType: value.name, errorMessage: value.message, trace: String(value.stack ?? '').split('\n') };
}

export function errorText(value) {
  if (!(value instanceof Error)) return `\t${JSON.stringify({ errorType: typeof value, errorMessage: String(value), stack: [] })}`;
  const { name, message, stack, ...rest } = value;
  return `\t${JSON.stringify({
    errorType: value.name, errorMessage: value.message, ...rest, stack: String(value.stack ?? '').split('\n'),
  })}`;
}
