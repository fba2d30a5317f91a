/** A step in the life of an execution environment. */
export type Step =
  | { readonly kind: 'invoke'; readonly event: unknown }
  /** No invocations: the environment is frozen. */
  | { readonly kind: 'pause'; readonly milliseconds: number };

export type EnvironmentLife = readonly Step[];

/** Longer than the extension's intervals. */
const PAUSE: Step = { kind: 'pause', milliseconds: 1_200 };

/** The traffic of each function of examples/typescript, by its id: a list of steps for each environment. */
export const SCENARIO: Readonly<Record<string, readonly EnvironmentLife[]>> = {
  // Two busy environments, and one that Lambda initialized but never invoked.
  Checkout: [
    [...burst(12, checkout), PAUSE, checkout(12), PAUSE, ...burst(4, checkout)],
    burst(8, checkout),
    [],
  ],
  // One invocation logs more than a thousand lines.
  Orders: [[...burst(4, (index) => orders(3 + index)), PAUSE, orders(1_200), PAUSE, ...burst(4, () => orders(2))]],
  // Some invocations fail because a card is declined. Their debug lines, and only theirs, are in the stream. Card numbers are in none.
  Payments: [[...burst(8, payment), PAUSE, payment(7), PAUSE, ...burst(4, payment)]],
  // The second report takes longer than the function timeout, and Lambda restarts the processes of the environment.
  Reports: [[report('monday', 200), report('the whole year', 5_000), report('tuesday', 200), PAUSE, report('wednesday', 100)]],
  // Python. An unknown article is an exception of several lines, which is one event.
  Inventory: [[...burst(6, reservation), PAUSE, reservation(3), PAUSE, ...burst(3, reservation)]],
};

function burst(count: number, step: (index: number) => Step): Step[] {
  return Array.from({ length: count }, (_, index) => step(index));
}

function checkout(index: number): Step {
  const cart = ['tea', 'teapot', 'strainer', 'kettle'].slice(0, 1 + index % 4);
  return { kind: 'invoke', event: { customer: `customer ${index + 1}`, cart } };
}

function orders(count: number): Step {
  return { kind: 'invoke', event: { orders: Array.from({ length: count }, (_, index) => ({ id: `o-${index + 1}`, articles: 1 + index * 7 % 30 })) } };
}

function payment(index: number): Step {
  return { kind: 'invoke', event: { card: cardNumber(index), customer: `customer.${index + 1}@example.com`, amount: index % 4 === 3 ? 9_900 : 1_200 + index } };
}

/** A number for tests whose last digit is right (Luhn), so that it counts as a card. */
function cardNumber(index: number): string {
  const digits = `411111111111${100 + index}`;
  const sum = [...digits].reduce((total, digit, at) => total + (at % 2 === 0 ? Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0) : Number(digit)), 0);
  return `${digits}${(10 - sum % 10) % 10}`.replace(/(\d{4})(?=\d)/g, '$1-');
}

function report(name: string, rows: number): Step {
  return { kind: 'invoke', event: { name, rows } };
}

function reservation(index: number): Step {
  return { kind: 'invoke', event: { articles: [['tea'], ['tea', 'teapot'], ['strainer'], ['tea', 'kettle']][index % 4] } };
}
