import { App } from 'aws-cdk-lib';
import { PlatformStack } from './platform-stack';

const app = new App();
new PlatformStack(app, 'Platform', { description: 'A telemetry stream with a reader, an archive, alarms and a dashboard' });
