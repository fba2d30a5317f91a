import { Duration, Fn, Token } from 'aws-cdk-lib';

/** No archive has older objects. */
const FIRST_DAY = '2026-01-01';

/** A column by which Athena finds the objects, and how it calculates their folders. */
export interface Partitioning {
  readonly keys: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

export interface PartitioningProps {
  /** The folder of the archive as an S3 address. It ends with a slash. */
  readonly location: string;
  readonly byFunction: boolean;
  readonly functionNames?: readonly string[];
  /** When objects are deleted, if they are. */
  readonly expireAfter?: Duration;
}

/**
 * Partition projection: Athena calculates the partitions from the query, so nothing has to add them to the table.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function partitioningOf({ location, byFunction, functionNames, expireAfter }: PartitioningProps): Partitioning {
  const keys = [...byFunction ? ['function'] : [], 'date', 'hour'];
  return {
    keys,
    parameters: {
      'projection.enabled': 'true',
      ...byFunction && projectedFunction(functionNames),
      'projection.date.type': 'date',
      'projection.date.format': 'yyyy-MM-dd',
      'projection.date.range': `${firstDay(expireAfter)},NOW`,
      'projection.date.interval': '1',
      'projection.date.interval.unit': 'DAYS',
      'projection.hour.type': 'integer',
      'projection.hour.range': '0,23',
      'projection.hour.digits': '2',
      'storage.location.template': `${location}${keys.map((key) => `${key}=\${${key}}/`).join('')}`,
    },
  };
}

/** An `enum` finds only the functions in its list, and says nothing about others. `injected` requires that the query names the functions. */
function projectedFunction(functionNames: readonly string[] | undefined): Record<string, string> {
  return functionNames
    ? { 'projection.function.type': 'enum', 'projection.function.values': Token.isUnresolved(functionNames) ? Fn.join(',', [...functionNames]) : functionNames.join(',') }
    : { 'projection.function.type': 'injected' };
}

/** A query without a date then looks into fewer folders. The day of the expiry is included, because S3 deletes objects at the end of a day. */
function firstDay(expireAfter: Duration | undefined): string {
  if (!expireAfter || expireAfter.isUnresolved()) return FIRST_DAY;
  return `NOW-${expireAfter.toDays() + 2}DAYS`;
}
