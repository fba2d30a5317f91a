/** Prints an invoice. A container image has room for fonts and a renderer. */
export const handler = async ({ number = 1, customer = 'guest' } = {}) => {
  console.info(`invoice ${number} for ${customer}`);
  return { number };
};
