import { DEFAULT_PREFIX } from '../aws/find-stream';

export const PROGRAM = 'cdk-kinesis-telemetry-extension';

export const TAIL_USAGE = `Usage: npx ${PROGRAM} tail [stream] [options]

Shows the telemetry in a Kinesis stream: all shards, every format, in the order of time.

The stream
  [stream]              its name or ARN
  --stack NAME          of this CloudFormation stack: an output with its ARN, or the SSM parameter of the construct
  --prefix PREFIX       by the SSM parameter PREFIX/stream/arn. Default: ${DEFAULT_PREFIX}
  --region REGION, --profile PROFILE
                        as for the AWS CLI. Default: the environment, the profile
                        AWS_ENDPOINT_URL_KINESIS names another endpoint

What is shown: events that fulfil all of these
  -f, --follow          go on as telemetry arrives, until Ctrl-C
  --since TIME          from when on: 30s, 10m, 2h, 1d, 2026-11-20T09:00:00Z. Default: 10m
  --function NAME       of this function, name or ARN; * stands for any text. Several: of one of them
  --request-id ID       of this invocation; the beginning of the id is enough
  --level LEVEL         of this level and above: trace, debug, info, warn, error, fatal
  --type TYPE           of this type: function, extension, platform.report. platform stands for all platform.…  Several: of one of them
  --filter TEXT         whose record contains the text, or matches /a regular expression/i. Several: all of them
  --where CONDITION     whose field is so: record.userId=5, record.metrics.durationMs>100. Operators: = != < <= > >=
  --whole-request       and all other events of the invocations that have a match

How it is shown
  --group               the events of an invocation together, under its outcome, duration, memory and cold start
  -o, --output FORMAT   text; json: the envelopes, one a line; raw: the records alone. Default: text
  --timestamps          whole times instead of the time of day
  --color WHEN          auto, always, never. Default: auto; NO_COLOR means never
  -h, --help            print this text

Telemetry goes to standard output, everything else to standard error. At the end: how many events, missing ones, dropped ranges.
Exit code: 0, 1 if the stream cannot be read, 2 for a wrong argument, 130 after Ctrl-C.`;
