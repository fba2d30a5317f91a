import { writeFileSync } from 'node:fs';
import { drawExampleDashboard, PICTURE } from './example-dashboard';

void drawExampleDashboard().then((picture) => writeFileSync(PICTURE, picture));
