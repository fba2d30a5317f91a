import { java } from './java';
import { nodejs } from './nodejs';
import { provided } from './provided';
import { python } from './python';
import { Runtime } from './runtime';
import { ResolvedConfiguration } from '../../model/function-configuration';
import {
  isJavaRuntime, isNodeRuntime, isProvidedRuntime, isPythonRuntime, JAVA_RUNTIMES, NODE_RUNTIMES, PROVIDED_RUNTIMES, PYTHON_RUNTIMES, RuntimeClient,
} from '../../model/runtime';

/** @throws if the runtime is not one that the simulator runs, or if its runtime client is missing */
export function runtimeOf(config: ResolvedConfiguration): Runtime {
  const runtime: string = config.runtime;
  if (isNodeRuntime(runtime)) return nodejs(runtime);
  if (config.managedInstance) throw new Error(`The simulator runs Managed Instances only with Node.js, got the runtime ${runtime}`);
  if (isPythonRuntime(runtime)) return python(runtime, clientOf(config, 'python'));
  if (isJavaRuntime(runtime)) return java(clientOf(config, 'java'), config);
  if (isProvidedRuntime(runtime)) return provided();
  const known = [...NODE_RUNTIMES, ...PYTHON_RUNTIMES, ...JAVA_RUNTIMES, ...PROVIDED_RUNTIMES];
  throw new Error(`The runtime must be one of ${known.join(', ')}, got "${runtime}"`);
}

function clientOf({ runtime, runtimeClient }: ResolvedConfiguration, language: RuntimeClient['language']): RuntimeClient {
  if (runtimeClient?.language !== language) {
    throw new Error(`The runtime ${runtime} needs a runtime client for ${language}, got ${runtimeClient?.language ?? 'none'}: `
      + `pass runtimeClient: await ${language}Client()`);
  }
  return runtimeClient;
}
