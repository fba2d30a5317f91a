// The patched `console` of Lambda's Node.js runtime. One call is one log event, even with several lines. Each message is written to a
// separate file descriptor as a frame (4 bytes type, 4 bytes length, 8 bytes microseconds, message; big endian).
// Formats: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { errorText } from './errors.mjs';
import { current } from './invocation-store.mjs';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const FRAME_TEXT = 0xa55a0003;
const FRAME_JSON = 0xa55a0002;

const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const descriptor = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
delete process.env._LAMBDA_TELEMETRY_LOG_FD;

function write(bytes) {
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function writeFrame(type, now, level, message) {
  const body = Buffer.from(message, 'utf8');
  const frame = Buffer.alloc(16 + body.length);
  // The level is in bits 2 to 4 of the type, so that the platform need not parse the message.
  frame.writeUInt32BE((type | ((LEVELS.indexOf(level) + 1) << 2)) >>> 0, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.writeBigUInt64BE(BigInt(now.valueOf()) * 1000n, 8);
  body.copy(frame, 16);
  write(frame);
}

function errorFields(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
  };
}
const withErrors = (_, value) => (value instanceof Error ? { ...errorFields(value), ...value } : value);

function jsonLine(now, level, message, params) {
  const line = { timestamp: now.toISOString(), level, requestId: current()?.requestId };
  if (params.length === 0) {
    try {
      return JSON.stringify({ ...line, message }, withErrors);
    } catch { // a cycle, a BigInt
      return JSON.stringify({ ...line, message: format(message) });
    }
  }
  const error = params.find((param) => param instanceof Error);
  return JSON.stringify({ ...line, message: format(message, ...params), ...(error ? errorFields(error) : {}) });
}

function log(level, message, params) {
  const now = new Date();
  if (json) {
    writeFrame(FRAME_JSON, now, level, jsonLine(now, level, message, params));
  } else {
    writeFrame(FRAME_TEXT, now, level, `${[now.toISOString(), current()?.requestId, level, format(message, ...params)].map(String).join('\t')}\n`);
  }
}

export function patchConsole() {
  const least = Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? '').toUpperCase()));
  for (const level of LEVELS) {
    console[level.toLowerCase()] = LEVELS.indexOf(level) < least ? () => {} : (message, ...params) => log(level, message, params);
  }
  console.log = console.info;
}

export function logError(title, error) {
  if (json) console.error(error);
  else console.error(title, errorText(error));
}
