import { integrate } from './integrate';

integrate('defaults');
