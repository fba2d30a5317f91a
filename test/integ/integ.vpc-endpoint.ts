import { integrate } from './integrate';

integrate('vpc-endpoint');
