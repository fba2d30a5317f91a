import { integrate } from './integrate';

integrate('regulated');
