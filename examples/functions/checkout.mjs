const PRICES = { tea: 420, teapot: 2950, strainer: 380 };

/** Returns the total of a cart, and logs text. */
export const handler = async ({ cart = [], customer = 'guest' } = {}) => {
  console.info(`checkout for ${customer}: ${cart.length} article(s)`);
  let total = 0;
  for (const article of cart) {
    const price = PRICES[article];
    if (price === undefined) {
      console.warn(`no price for "${article}", left out`);
      continue;
    }
    total += price;
    console.debug(`  ${article.padEnd(10)} ${(price / 100).toFixed(2)} €`);
  }
  console.info(`total ${(total / 100).toFixed(2)} €\nthank you, ${customer} ☕`);
  return { customer, total };
};
