import { integrate } from './integrate';

integrate('sharing');
