import { App } from 'aws-cdk-lib';
import { PlatformStack } from './platform-stack';

const app = new App();
new PlatformStack(app, 'Platform', { description: 'Telemetry that somebody operates: a reader, an archive, alarms, a dashboard' });
