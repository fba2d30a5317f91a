import { Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TelemetryConsumerProps } from './consumer-props';
import { checkDuration, checkInteger } from '../../checks/ranges';
import { RecordFormat } from '../../settings/record-format';
import { StreamContents } from '../../stream/stream-contents';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const MAX_BATCH_SIZE = 10_000;
const LONGEST_WINDOW = Duration.minutes(5);
const MAX_RETRY_ATTEMPTS = 10_000;
const SHORTEST_RECORD_AGE = Duration.minutes(1);
export const LONGEST_RECORD_AGE = Duration.days(7);
const MAX_PARALLELIZATION = 10;
/** The default quota is 5. It can be increased to 10. */
const MAX_FILTERS = 10;

/** @throws when Lambda would reject the event source, or when the event source would silently lose events */
export function checkConsumerProps(props: TelemetryConsumerProps, contents: StreamContents): void {
  checkInteger('batchSize', props.batchSize, 1, MAX_BATCH_SIZE);
  checkDuration('maxBatchingWindow', props.maxBatchingWindow, Duration.seconds(0), LONGEST_WINDOW);
  checkInteger('retryAttempts', props.retryAttempts, 0, MAX_RETRY_ATTEMPTS);
  if (props.maxRecordAge?.isUnresolved()) throw new Error('maxRecordAge must be known at synth time, got a token, which CDK does not accept');
  checkDuration('maxRecordAge', props.maxRecordAge, SHORTEST_RECORD_AGE, LONGEST_RECORD_AGE);
  checkInteger('parallelizationFactor', props.parallelizationFactor, 1, MAX_PARALLELIZATION);
  checkStartingPosition(props);
  if (props.onFailure && props.discardFailures) {
    throw new Error('onFailure cannot be given together with discardFailures. Remove one of the two');
  }
  if (props.filters) checkFilters(props.filters, props, contents);
}

function checkStartingPosition({ startingPosition, startingPositionTimestamp }: TelemetryConsumerProps): void {
  const atTimestamp = startingPosition === lambda.StartingPosition.AT_TIMESTAMP;
  if (atTimestamp === (startingPositionTimestamp !== undefined)) return;
  throw new Error(atTimestamp
    ? 'startingPosition is AT_TIMESTAMP, but startingPositionTimestamp is missing. Set it, in seconds since 1970'
    : 'startingPositionTimestamp requires StartingPosition.AT_TIMESTAMP. Set startingPosition to AT_TIMESTAMP, or remove startingPositionTimestamp');
}

function checkFilters(filters: Record<string, unknown>[], { enhancedFanOut }: TelemetryConsumerProps, { records }: StreamContents): void {
  if ((records && records.recordFormat !== RecordFormat.KPL_AGGREGATED) || !enhancedFanOut) {
    throw new Error(`filters would omit every event${records ? ` (recordFormat is ${records.recordFormat.value}, enhancedFanOut ${String(enhancedFanOut ?? false)})` : ''}: `
      + 'Lambda matches a filter against a whole record, which contains many events. It deaggregates only records in the aggregated format, and '
      + 'only with enhanced fan-out. Set recordFormat to RecordFormat.KPL_AGGREGATED and enhancedFanOut to true, or filter in the function');
  }
  if (filters.length === 0 || filters.length > MAX_FILTERS) throw new Error(`filters must be 1 to ${MAX_FILTERS} patterns, got ${filters.length}`);
  for (const { pattern } of filters) checkPattern(pattern);
}

function checkPattern(pattern: unknown): void {
  if (Token.isUnresolved(pattern)) return;
  const keys = keysOf(pattern);
  if (keys?.length === 1 && keys[0] === 'data') return;
  throw new Error('each pattern in filters must be created by lambda.FilterCriteria.filter and have only the key "data", because Lambda matches '
    + `only the data of a Kinesis record, got ${JSON.stringify(pattern)}`);
}

function keysOf(pattern: unknown): string[] | undefined {
  if (typeof pattern !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(pattern);
    return typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : undefined;
  } catch {
    return undefined;
  }
}
