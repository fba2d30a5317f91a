import { eventsOnce, metric, QuerySource, SavedQuery, WEIGHT, wholeNumber } from './query-source';
import { LambdaPrices } from '../lambda-prices';

/** US East (N. Virginia) and most other regions, first tier. https://aws.amazon.com/lambda/pricing/, as of 2026-11-20. */
const LAMBDA_PRICES: Required<LambdaPrices> = { x86GbSecond: 0.0000166667, armGbSecond: 0.0000133334, millionRequests: 0.20 };

/** The telemetry does not say on which architecture a function runs, so both are shown. */
export function costByFunction(source: QuerySource, prices: LambdaPrices = {}): SavedQuery {
  // A price may be given as undefined.
  const { x86GbSecond = LAMBDA_PRICES.x86GbSecond, armGbSecond = LAMBDA_PRICES.armGbSecond } = prices;
  const { millionRequests = LAMBDA_PRICES.millionRequests } = prices;
  const events = eventsOnce(source, {
    columns: [`${metric('memorySizeMB')} AS memory_mb`, `${metric('billedDurationMs')} AS billed_ms`, WEIGHT], where: "type = 'platform.report'",
  });
  const cost = (price: number) => `round(${sqlNumber(price)} * sum(gb_seconds) + ${sqlNumber(millionRequests)} * sum(weight) / 1000000, 6)`;
  return {
    id: 'CostByFunction',
    name: 'Telemetry: cost by function',
    description: 'What Lambda charges for the requests and the duration of each function, on x86_64 and on arm64, in US dollars',
    sql: `-- Prices of Lambda: ${x86GbSecond.toFixed(10)} (x86_64) and ${armGbSecond.toFixed(10)} (arm64) for a GB-second, ${millionRequests} for a million requests.
-- Without free tier, volume discounts, provisioned concurrency and storage.
${events},
billed AS (
  SELECT function, weight, weight * billed_ms / 1000 * memory_mb / 1024 AS gb_seconds FROM events WHERE billed_ms IS NOT NULL
)
SELECT
  function,
  ${wholeNumber('sum(weight)')} AS requests,
  round(sum(gb_seconds), 3) AS gb_seconds,
  ${cost(x86GbSecond)} AS usd_on_x86_64,
  ${cost(armGbSecond)} AS usd_on_arm64
FROM billed
GROUP BY function
ORDER BY gb_seconds DESC`,
  };
}

/** A number with an exponent is a `double` in SQL. A `decimal` would have as few digits as its price. */
function sqlNumber(value: number): string {
  return value.toExponential().toUpperCase();
}
