import type { CreateScreen } from '../screen';

/** This host cannot examine events yet. Nothing is sent with settings that need it: a secret must not be sent because a mask is missing. */
export const createScreen: CreateScreen = () => Promise.reject(new Error('this version of the extension cannot filter, mask or read levels'));
