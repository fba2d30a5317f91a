/**
 * A local simulator of AWS Lambda's execution environment, for tests, demos and benchmarks of external extensions: real processes
 * on Lambda's Node.js versions, the Runtime, Extensions and Telemetry APIs, freezing, timeouts and resets.
 */
export type { EnvironmentOptions, SubscriptionFault, TelemetryFault, TelemetryOptions, TelemetryPost } from './model/environment-options';
export { ExecutionEnvironment } from './execution-environment';
export type { ExtensionEventType, ExtensionLifecycle, ExtensionState, ExtensionTimings, OutputLine } from './processes/extension';
export type { Credentials, FunctionConfiguration, InitializationType } from './model/function-configuration';
export type { JavaRuntime, LambdaRuntime, NodeRuntime, ProvidedRuntime, PythonRuntime, RuntimeClient } from './model/runtime';
export { isJavaRuntime, isNodeRuntime, isPythonRuntime } from './model/runtime';
export type { FunctionMessage } from './model/function-output';
export { filesIn } from './environment/layer';
export { nodeBinary } from './environment/node-binary';
export type { ProcessMemory } from './processes/process-figures';
export type { ErrorDescription, InitPhase, InitResult, InvocationResult, ShutdownReason, ShutdownResult, Status } from './model/results';
export type { Delivery, EmittedEvent, TelemetryCategory } from './model/emitted-event';
export { TelemetryJournal } from './telemetry/journal';
export { javaClient } from './runtime-clients/java-client';
export { pythonClient } from './runtime-clients/python-client';
export { RuntimeUnavailableError } from './runtime-clients/run-tool';
