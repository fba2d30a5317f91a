import { App } from 'aws-cdk-lib';
import { BackOfficeStack } from './back-office-stack';

const app = new App();
new BackOfficeStack(app, 'BackOffice', { description: 'A Lambda function of another team that writes its telemetry to the stream of the web shop' });
