/** The app of examples/python, examples/java and examples/go in TypeScript. Their templates must equal these. */
import { App } from 'aws-cdk-lib';
import { BackOfficeStack } from './back-office-stack';
import { PlatformStack } from './platform-stack';
import { ReportsStack } from './reports-stack';
import { SearchStack } from './search-stack';
import { WarehouseStack } from './warehouse-stack';
import { WebShopStack } from './web-shop-stack';

const app = new App();

const shop = new WebShopStack(app, 'WebShop');
new ReportsStack(app, 'Reports', { telemetry: shop.telemetry });
new SearchStack(app, 'Search');

const platform = new PlatformStack(app, 'Platform');
new BackOfficeStack(app, 'BackOffice').addDependency(platform);
new WarehouseStack(app, 'Warehouse');

app.synth();
