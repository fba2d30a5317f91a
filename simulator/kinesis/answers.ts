import { randomUUID } from 'node:crypto';
import { OutgoingHttpHeaders } from 'node:http';
import { statusOf } from './faults';
import { Answer } from './give-answer';
import { JSON_CONTENT_TYPE } from './put-records-protocol';

export const NO_ANSWER: Answer = { status: 200, headers: {}, body: Buffer.alloc(0) };

export function exception(error: string, message: string, status: number = statusOf(error)): Answer {
  return {
    status,
    headers: { ...answerHeaders(), 'x-amzn-errortype': error },
    body: Buffer.from(JSON.stringify({ __type: error, message })),
  };
}

/** The response of a load balancer or a captive portal. */
export function page(status: number): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html><body><h1>502 Bad Gateway</h1></body></html>\n') };
}

function answerHeaders(): OutgoingHttpHeaders {
  return { 'content-type': JSON_CONTENT_TYPE, 'x-amzn-requestid': randomUUID() };
}

/** A successful response of Kinesis. */
export function success(body: string): Answer {
  return { status: 200, headers: answerHeaders(), body: Buffer.from(body) };
}
