import { integrate } from './integrate';

integrate('every-setting');
