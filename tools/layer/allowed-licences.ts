/** What the layer may contain. Of several that a package offers, the first here is chosen: with Apache-2.0, one text is quoted for all. */
export const ALLOWED_LICENCES = ['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'Zlib', 'CDLA-Permissive-2.0'];
