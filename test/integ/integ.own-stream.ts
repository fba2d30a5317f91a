import { integrate } from './integrate';

integrate('own-stream');
