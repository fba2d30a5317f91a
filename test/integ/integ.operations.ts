import { integrate } from './integrate';

integrate('operations');
