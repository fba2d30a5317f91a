import { integrate } from './integrate';

integrate('attach-to-all');
