import { integrate } from './integrate';

integrate('many-stacks');
