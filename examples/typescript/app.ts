import { App } from 'aws-cdk-lib';
import { WebShopStack } from './web-shop-stack';

const app = new App();
new WebShopStack(app, 'WebShop', { description: 'Five Lambda functions, the Kinesis stream of their telemetry, and a function that reads it' });
