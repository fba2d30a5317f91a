import { DEFAULT_PREFIX } from '../aws/find-stream';

const PROGRAM = 'cdk-kinesis-telemetry-extension';

export const REPORT_USAGE = `Usage: npx ${PROGRAM} report FILES… [options]
       npx ${PROGRAM} report --stream NAME [--since 1h] [options]
       npx ${PROGRAM} report --s3 s3://BUCKET/PREFIX [options]

Writes one HTML page about a span of telemetry: invocations over time, durations, memory, cold starts, failures with their logs,
completeness. The page needs nothing else: no network, no script.

What is read
  FILES                 files and folders of an archive, or what tail --output json has printed: every format, compressed or not.
                        - is the standard input
  --s3 s3://BUCKET/PREFIX
                        all objects of an archive whose keys begin with the prefix
  --stream NAME         a stream, by its name or ARN
  --stack NAME          the stream of this CloudFormation stack: an output with its ARN, or the SSM parameter of the construct
  --prefix PREFIX       the stream of the SSM parameter PREFIX/stream/arn, which the construct writes under ${DEFAULT_PREFIX}
  --region REGION, --profile PROFILE
                        as for the AWS CLI. Default: the environment, the profile
                        AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL_S3 name other endpoints

Of which time
  --since TIME          from when on: 30m, 2h, 1d, 2026-11-20T09:00:00Z. Default: all of it; of a stream: 1h
  --until TIME          up to when. Default: now

What is written
  -o, --out FILE        the page. - is the standard output. Default: report.html
  -h, --help            print this text

The name of the page goes to standard output, everything else to standard error.
Exit code: 0, 1 if something cannot be read or written or has no telemetry, 2 for a wrong argument, 130 after Ctrl-C, with a page of what was read.`;
