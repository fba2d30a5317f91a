/** A managed Node.js runtime. The simulator has the real Node.js binaries of both versions. */
export type NodeRuntime = 'nodejs22.x' | 'nodejs24.x';

/** A managed Python runtime. */
export type PythonRuntime = 'python3.10' | 'python3.11' | 'python3.12' | 'python3.13' | 'python3.14';

/** A managed Java runtime. */
export type JavaRuntime = 'java17' | 'java21' | 'java25';

/** An OS-only runtime: the deployment package or a layer contains the runtime, an executable file with the name `bootstrap`. */
export type ProvidedRuntime = 'provided.al2' | 'provided.al2023';

/**
 * A runtime of Lambda that the simulator runs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export type LambdaRuntime = NodeRuntime | PythonRuntime | JavaRuntime | ProvidedRuntime;

export const NODE_RUNTIMES: readonly NodeRuntime[] = ['nodejs22.x', 'nodejs24.x'];
export const PYTHON_RUNTIMES: readonly PythonRuntime[] = ['python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14'];
export const JAVA_RUNTIMES: readonly JavaRuntime[] = ['java17', 'java21', 'java25'];
export const PROVIDED_RUNTIMES: readonly ProvidedRuntime[] = ['provided.al2', 'provided.al2023'];

export function isNodeRuntime(runtime: string): runtime is NodeRuntime {
  return (NODE_RUNTIMES as readonly string[]).includes(runtime);
}

export function isPythonRuntime(runtime: string): runtime is PythonRuntime {
  return (PYTHON_RUNTIMES as readonly string[]).includes(runtime);
}

export function isJavaRuntime(runtime: string): runtime is JavaRuntime {
  return (JAVA_RUNTIMES as readonly string[]).includes(runtime);
}

export function isProvidedRuntime(runtime: string): runtime is ProvidedRuntime {
  return (PROVIDED_RUNTIMES as readonly string[]).includes(runtime);
}

/**
 * AWS's runtime interface client of a language, and the program of this machine that runs it. Node.js and OS-only runtimes need none.
 * `pythonClient()` and `javaClient()` find or install one.
 */
export interface RuntimeClient {
  readonly language: 'python' | 'java';
  /** The path of the interpreter or the virtual machine. */
  readonly program: string;
  /** The version of the program, as it says itself. */
  readonly version: string;
  /** The folder with the client's packages or JAR files. */
  readonly packages: string;
}
