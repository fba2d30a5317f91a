/** The bundler replaces this with the version in package.json. */
declare const EXTENSION_VERSION: string;

export const VERSION = EXTENSION_VERSION;
