import { App } from 'aws-cdk-lib';
import { ShopStack } from './shop-stack';

const app = new App();
new ShopStack(app, 'Shop', { description: 'Functions beside an Aurora cluster, without a route to the internet' });
