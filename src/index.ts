export * from './kinesis-telemetry-extension';
export * from './kinesis-telemetry-extension-props';
export * from './partition-key';
export * from './telemetry-buffering';
export * from './telemetry-settings';
export * from './telemetry-type';
