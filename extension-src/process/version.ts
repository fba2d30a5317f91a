/** Put in by the bundler, from package.json. */
declare const EXTENSION_VERSION: string;

export const VERSION = EXTENSION_VERSION;
