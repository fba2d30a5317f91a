/** Accepts an order. An empty order is an error of the invocation. */
export const handler = async ({ id = 'o-1', articles = [] } = {}) => {
  if (articles.length === 0) throw new Error(`the order ${id} is empty`);
  console.info({ event: 'order accepted', id, articles });
  return { id };
};
