export type LevelName = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** From the least to the most severe. The number of a level is its position, from 1; 0 stands for an unknown level. */
export const LEVELS: readonly LevelName[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
