import { integrate } from './integrate';

integrate('archive');
