import { completeGoModule } from './go-module';
import { stopAll } from './run';

completeGoModule().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
}).finally(stopAll);
