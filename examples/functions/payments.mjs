class CardDeclined extends Error {
  name = 'CardDeclined';
}

/** Charges a card. A declined card is an error of the invocation. */
export const handler = async ({ card = '', customer = '', amount = 0 } = {}) => {
  console.debug('request', { card, customer, amount }); // careless: the extension masks it
  console.info('charging', { card: `…${card.slice(-4)}`, amount });
  if (amount > 5_000) {
    console.error('declined', { card: `…${card.slice(-4)}`, amount, limit: 5_000 });
    throw new CardDeclined(`the card does not cover ${amount}`);
  }
  console.debug('answer of the bank', { card, approved: true });
  console.info('charged', { customer, amount, receipt: `r-${amount}-${card.slice(-4)}` });
  return { paid: amount };
};
