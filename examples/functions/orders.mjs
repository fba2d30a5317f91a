/** Imports orders, and logs an object for each. */
export const handler = async ({ orders = [] } = {}) => {
  console.info({ event: 'import started', orders: orders.length });
  for (const { id, articles } of orders) {
    console.info({ event: 'order accepted', order: { id, articles, weightGrams: articles * 250 } });
  }
  const largest = orders.reduce((most, { articles }) => Math.max(most, articles), 0);
  if (largest > 20) console.warn('an order of %d articles needs a second parcel', largest);
  console.info({ event: 'import finished', largest });
  return { imported: orders.length };
};
