import { UsageError } from '../../../cli-src/errors';
import { parseReportArguments } from '../../../cli-src/report/arguments';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const parse = (...args: string[]) => parseReportArguments(args, NOW);

test('files are read whole, a stream from an hour ago', () => {
  expect(parse('a.gz', 'folder')).toEqual({ help: false, place: { files: ['a.gz', 'folder'] }, access: {}, span: {}, out: 'report.html' });
  expect(parse('--stream', 'telemetry')).toMatchObject({ place: { stream: { stream: 'telemetry' } }, span: { since: NOW - 3_600_000 } });
});

test('a place in S3 is a bucket and a prefix', () => {
  expect(parse('--s3', 's3://telemetry-archive/telemetry/date=2026-11-20/', '--since', '1d', '--until', '2026-11-20', '-o', '-')).toEqual({
    help: false, place: { s3: { bucket: 'telemetry-archive', prefix: 'telemetry/date=2026-11-20/' } }, access: {},
    span: { since: NOW - 86_400_000, until: Date.parse('2026-11-20T00:00:00Z') }, out: '-',
  });
  expect(parse('--s3', 's3://telemetry-archive').place).toEqual({ s3: { bucket: 'telemetry-archive', prefix: '' } });
});

test.each([
  [[], 'say what to read: files, --s3, or a stream by --stream, --stack or --prefix'],
  [['a.gz', '--stream', 'telemetry'], 'read from one place at a time, got files and --stream'],
  [['--s3', 'telemetry-archive/x'], /^--s3 must be a bucket and a prefix such as s3:\/\/\S+, got "telemetry-archive\/x"$/],
  [['--s3', 's3://UPPER/'], /^--s3 must be a bucket/],
  [['--prefix', 'telemetry'], /^--prefix must begin with a slash/],
  [['--stream', ''], '--stream must not be empty'],
  [['a.gz', '--out', ''], '--out must not be empty'],
  [['a.gz', '--since', 'yesterday'], /^--since must be a span such as .*, got "yesterday"$/],
  [['a.gz', '--until', '2027-01-01'], /^--until must not be in the future/],
  [['a.gz', '--since', '1h', '--until', '2h'], /^--since must be before --until/],
  [['a.gz', '--json'], /^Unknown option '--json'/],
])('%j is wrong, and a line says why', (args, message) => {
  expect(() => parse(...args)).toThrow(UsageError);
  expect(() => parse(...args)).toThrow(message);
});
