import { integrate } from './integrate';

integrate('own-key');
